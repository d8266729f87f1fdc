using Fathom.Accounting.Fingerprints;
using Fathom.Evidence;

namespace Fathom.Cli.Commands;

/// <summary>Fingerprints of the user's own, and what of their files was not understood.</summary>
sealed record OwnFingerprints(IReadOnlyList<Fingerprint> All, IReadOnlyList<Gap> Unread);

/// <summary>Where fingerprints of the user's own are found.</summary>
static class FingerprintFiles
{
    const string Ending = ".fingerprint";

    const int MostBytes = 1024 * 1024;

    /// <summary>Where those stand that every census uses; null where nobody has settings.</summary>
    static string? FolderOf(Session session) => session.Settings is { } settings ? Path.Combine(settings, "fingerprints") : null;

    /// <summary>Where a learned one is kept; null where there is no such folder.</summary>
    public static string? PathOf(Session session, string name)
    {
        char[] file = name.ToCharArray();
        for (int i = 0; i < file.Length; i++)
            file[i] = char.IsAsciiLetterOrDigit(file[i]) || file[i] is '-' or '_' ? file[i] : '-';
        return FolderOf(session) is { } folder ? Path.Combine(folder, new string(file) + Ending) : null;
    }

    /// <summary>What every verb with a census uses. A file that is not understood leaves a gap; the others count.</summary>
    public static OwnFingerprints Own(Session session)
    {
        List<Fingerprint> all = [];
        List<Gap> unread = [];
        foreach (string file in InFolder(FolderOf(session), unread))
        {
            if (Read(file).Try(out IReadOnlyList<Fingerprint>? read, out Gap? gap))
                all.AddRange(read);
            else
                unread.Add(gap);
        }
        return new OwnFingerprints(all, unread);
    }

    /// <summary>In the order of their names. That there is no folder is nothing to speak of; one that cannot be read is.</summary>
    static IReadOnlyList<string> InFolder(string? folder, List<Gap> unread)
    {
        try
        {
            return folder is not null ? [.. Directory.GetFiles(folder, "*" + Ending).Order(StringComparer.Ordinal)] : [];
        }
        catch (DirectoryNotFoundException)
        {
            if (File.Exists(folder))
                unread.Add(Gaps.FingerprintUnreadable.At(folder, "ENOTDIR", "it is no folder"));
            return [];
        }
        catch (UnauthorizedAccessException)
        {
            // Below another user's home, which sudo and setpriv leave as it is, nobody knows whether there is one.
            if (Directory.Exists(folder))
                unread.Add(Gaps.FingerprintUnreadable.At(folder, "EACCES", "the folder cannot be read"));
            return [];
        }
        catch (IOException)
        {
            unread.Add(Gaps.FingerprintUnreadable.At(folder!, null, "the folder cannot be read"));
            return [];
        }
    }

    public static Result<IReadOnlyList<Fingerprint>> Read(string path)
    {
        try
        {
            FileInfo file = new(path);
            return file is { Exists: true, Length: > MostBytes }
                ? Gaps.FingerprintUnreadable.At(path, "EFBIG", "more than 1 MiB")
                : FingerprintText.Parse(File.ReadAllText(path), path);
        }
        catch (UnauthorizedAccessException)
        {
            return Gaps.FingerprintUnreadable.At(path, "EACCES", "it cannot be read");
        }
        catch (IOException problem)
        {
            return Gaps.FingerprintUnreadable.At(path, problem is FileNotFoundException or DirectoryNotFoundException ? "ENOENT" : null, "it cannot be read");
        }
    }
}
