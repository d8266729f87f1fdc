using Fathom.Accounting.Fingerprints;
using Fathom.Evidence;

namespace Fathom.Cli.Commands;

/// <summary>Fingerprints of the user's own.</summary>
static class FingerprintFiles
{
    public const string Ending = ".fingerprint";

    const int MostBytes = 1024 * 1024;

    /// <summary>Where those stand that every census uses; null where there is no home.</summary>
    public static string? Folder
    {
        get
        {
            string config = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } set ? set
                : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".config") : "";
            return config.Length == 0 ? null : Path.Combine(config, "fathom", "fingerprints");
        }
    }

    /// <summary>Where a learned one is kept; null where there is no home.</summary>
    public static string? PathOf(string name)
    {
        char[] file = name.ToCharArray();
        for (int i = 0; i < file.Length; i++)
            file[i] = char.IsAsciiLetterOrDigit(file[i]) || file[i] is '-' or '_' ? file[i] : '-';
        return Folder is { } folder ? Path.Combine(folder, new string(file) + Ending) : null;
    }

    /// <summary>The files in that folder, in the order of their names.</summary>
    static IReadOnlyList<string> Own()
    {
        try
        {
            return Folder is { } folder && Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*" + Ending).Order(StringComparer.Ordinal)] : [];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Those of that folder, and of more files.</summary>
    public static Result<IReadOnlyList<Fingerprint>> ReadAll(IEnumerable<string> more)
    {
        List<Fingerprint> fingerprints = [];
        foreach (string file in (IEnumerable<string>)[.. Own(), .. more])
        {
            if (!Read(file).Try(out IReadOnlyList<Fingerprint>? read, out Gap? gap))
                return gap;
            fingerprints.AddRange(read);
        }
        return fingerprints;
    }

    static Result<IReadOnlyList<Fingerprint>> Read(string path)
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
