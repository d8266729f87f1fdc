using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Probe;

/// <summary>
/// The probe's code in a file of memory of fathom's own, which a target that sees fathom's process opens through /proc: where nothing
/// it can write to may hold programs. Its name tells the path it was loaded by, as the target's loader finds it again by that. It stays
/// open as long as fathom lives: the JVM opens that path at each word (os_linux.cpp, dll_load asks for the kind of its stack), and must
/// not find a pipe there.
/// </summary>
sealed unsafe class ProbeMemory
{
    const string Before = "/memfd:fathom-code-";
    const int MemfdCreateOnX86 = 319, CloseOnExec = 1, AllowSealing = 2, MayRun = 0x10;
    const int DuplicateCloseOnExec = 1030, AddSeals = 1033, AllSeals = 15;

    // Above what fathom, or whoever has its number one day, is likely to have open.
    const int First = 900, Last = 964;

    static readonly Lock Turn = new();
    static ProbeMemory? _own;

    readonly SafeFileHandle _file;

    ProbeMemory(SafeFileHandle file, string path) => (_file, Path) = (file, path);

    public string Path { get; }

    /// <summary>Of the same pid namespace, and with a /proc that shows it. Whether it may be opened is seen when it is.</summary>
    public static bool IsWithinReach(TargetRoot root, JvmProcess jvm)
    {
        if (DirectoryFiles.OfProcess(jvm.Pid).ReadLink("ns/pid").Or("-") != DirectoryFiles.OfProcess(Environment.ProcessId).ReadLink("ns/pid").Or(""))
            return false;
        using TargetFolder? seen = root.OpenFolder(string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd")).Or(null);
        return seen is not null;
    }

    /// <summary>The path by which it was loaded from the memory of an earlier fathom, which has ended; null where it was not.</summary>
    public static string? Loaded(IEnumerable<string> mapped, string build)
    {
        foreach (string name in mapped)
        {
            if (!name.StartsWith(Before, StringComparison.Ordinal))
                continue;
            string[] words = name[Before.Length..].Split('-');
            if (words is [var pid, var file, var ofBuild] && ofBuild == build && IsNumber(pid) && IsNumber(file) && !Directory.Exists("/proc/" + pid))
                return $"/proc/{pid}/fd/{file}";
        }
        return null;
    }

    public static Result<ProbeMemory> Of(string build, byte[] content)
    {
        lock (Turn)
        {
            if (_own is not null)
                return _own;
            Result<ProbeMemory> made = Make(build, content);
            _own = made.Or(null);
            return made;
        }
    }

    static Result<ProbeMemory> Make(string build, byte[] content)
    {
        for (int number = First; number < Last; number++)
        {
            if (Make(number, build) is not { } file)
                continue;
            fixed (byte* from = content)
            {
                if (Libc.Write(file, from, (nuint)content.Length) == content.Length && Libc.FileControl(file, AddSeals, AllSeals) == 0)
                    return new ProbeMemory(file, string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{number}"));
            }
            file.Dispose();
            break;
        }
        return Gaps.ProbeNoPlace.At("memfd", null, "memory of fathom's own");
    }

    /// <summary>Null where that number is taken.</summary>
    static SafeFileHandle? Make(int number, string build)
    {
        byte[] name = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"fathom-code-{Environment.ProcessId}-{number}-{build}\0"));
        fixed (byte* at = name)
        {
            // Before Linux 6.3 files of memory may always run, and to say so is an error.
            nint made = Libc.SystemCall(MemfdCreateOnX86, (nint)at, CloseOnExec | AllowSealing | MayRun, 0, 0);
            if (made < 0)
                made = Libc.SystemCall(MemfdCreateOnX86, (nint)at, CloseOnExec | AllowSealing, 0, 0);
            using SafeFileHandle first = new(made, ownsHandle: true);
            if (first.IsInvalid)
                return null;
            SafeFileHandle second = new(Libc.FileControl(first, DuplicateCloseOnExec, number), ownsHandle: true);
            if (second.DangerousGetHandle() == number)
                return second;
            second.Dispose();
            return null;
        }
    }

    static bool IsNumber(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
