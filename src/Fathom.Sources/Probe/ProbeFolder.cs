using System.Buffers;
using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Probe;

/// <summary>
/// Where programs that are yet to start find the probe, for as long as any of them may start another: under one name for JVMs,
/// under another for the loader (run.c), with the socket beside it by which they tell of themselves.
/// </summary>
public sealed unsafe class ProbeFolder
{
    internal const string Prefix = ".fathom-run-", Socket = "meet";

    const string Resource = "probe-x86_64.so", Library = "probe.so", Preloaded = "preload.so";

    static readonly SearchValues<char> Endings = SearchValues.Create(" \t\n:=,\"'\\");

    // Everybody reads and enters: a program may start others under another user.
    const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    ProbeFolder(string place, string inside) => (Place, Inside) = (place, inside);

    /// <summary>Here.</summary>
    public string Place { get; }

    /// <summary>As the program sees it.</summary>
    public string Inside { get; }

    public string Agent => Inside + "/" + Library;

    public string Preload => Inside + "/" + Preloaded;

    /// <summary>In which space its number counts: namespaces(7), an inode.</summary>
    internal static string PidSpace { get; } = string.Concat(DirectoryFiles.OfFolder("/proc/self/ns").ReadLink("pid").Or("").Where(char.IsAsciiDigit));

    internal static ReadOnlySpan<byte> Begins => "/.fathom-run-"u8;

    /// <summary>Whether this is the path of some such folder's probe.</summary>
    internal static bool IsLibrary(string path) => path.Contains("/" + Prefix, StringComparison.Ordinal)
        && (path.EndsWith("/" + Library, StringComparison.Ordinal) || path.EndsWith("/" + Preloaded, StringComparison.Ordinal));

    internal static IReadOnlyList<string> Contents { get; } = [Library, Preloaded, Socket];

    internal string Meeting => Place + "/" + Socket;

    /// <param name="outside">Where to make it; null for the first place that allows programs.</param>
    /// <param name="inside">The same place as the program sees it, if that is another.</param>
    public static Result<ProbeFolder> Make(string? outside, string? inside)
    {
        using Stream? built = typeof(ProbeFolder).Assembly.GetManifestResourceStream(Resource);
        if (built is null)
            return Gaps.ProbeAbsent.At(Resource);
        Gap? last = null;
        foreach (string parent in outside is null ? Parents() : [outside.Length > 1 ? outside.TrimEnd('/') : outside])
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{PidSpace}-{Random.Shared.NextInt64():x}");
            ProbeFolder folder = new(parent.TrimEnd('/') + "/" + name, (inside ?? parent).TrimEnd('/') + "/" + name);
            if ((last = Objection(parent, inside) ?? folder.TooLong()) is not null)
                continue;
            LeftFolders.Remove(parent);
            if ((last = folder.Fill(built)) is null)
                return folder;
            folder.Remove();
        }
        return last ?? Gaps.RunNoPlace.At("/tmp");
    }

    /// <summary>False where it has not been there any more.</summary>
    public bool Remove()
    {
        try
        {
            Directory.Delete(Place, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    static string[] Parents() =>
        [.. new[] { Environment.GetEnvironmentVariable("TMPDIR"), "/tmp", "/var/tmp", "/dev/shm", Environment.GetEnvironmentVariable("HOME") }.OfType<string>()];

    /// <summary>JAVA_TOOL_OPTIONS and LD_PRELOAD end a path at a blank, LD_PRELOAD at a colon too, -agentpath at an equals sign.</summary>
    static Gap? Objection(string parent, string? inside)
    {
        if (!parent.StartsWith('/') || (inside ?? parent).AsSpan().IndexOfAny(Endings) >= 0 || inside is { } path && !path.StartsWith('/'))
            return Gaps.RunNoPlace.At(inside ?? parent, "EINVAL");
        Libc.MountState mount;
        if (Libc.MountOf(parent, &mount) != 0)
            return Gaps.RunNoPlace.At(parent, Errno.Name(System.Runtime.InteropServices.Marshal.GetLastPInvokeError()));
        return (mount.Flags & Libc.MountNoExecute) != 0 ? Gaps.RunNoPlace.At(parent, "EACCES") : null;
    }

    /// <summary>The program connects by the path itself (run.c, address_of_meeting).</summary>
    Gap? TooLong() => Encoding.UTF8.GetByteCount(Inside + "/" + Socket) < Libc.UnixAddress.PathBytes ? null : Gaps.RunNoPlace.At(Inside, Errno.Name(Errno.ENAMETOOLONG));

    Gap? Fill(Stream built)
    {
        try
        {
            Directory.CreateDirectory(Place);
            // The mode that was asked for, whatever the umask.
            File.SetUnixFileMode(Place, Open);
            built.Position = 0;
            using (FileStream file = new(Place + "/" + Library, FileMode.CreateNew))
                built.CopyTo(file);
            File.SetUnixFileMode(Place + "/" + Library, Open & ~UnixFileMode.UserWrite);
            File.CreateSymbolicLink(Place + "/" + Preloaded, Library);
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return Gaps.RunNoPlace.At(Place, "EACCES");
        }
        catch (IOException problem)
        {
            return Gaps.RunNoPlace.At(Place, problem is DirectoryNotFoundException ? "ENOENT" : "ENOSPC");
        }
    }
}
