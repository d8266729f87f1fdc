using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.HotSpot.Attach;

/// <summary>
/// Whether SIGQUIT may be sent. To a process that does not handle it the signal is the end; a JVM that refuses to be
/// attached to would print all its threads into the application's output.
/// </summary>
sealed class AttachReadiness(JvmProcess jvm, AttachOptions options)
{
    const string Disabled = "-XX:+DisableAttachMechanism";
    static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(20);

    readonly DirectoryFiles _files = DirectoryFiles.OfProcess(jvm.Pid);

    /// <summary>Null when it may; "attach-starting" when later, perhaps; any other gap when never.</summary>
    public Gap? Objection()
    {
        if (JvmKind.Objection(jvm) is { } no)
            return no.Id == Gaps.JvmNeeded.Id && MayBecomeAJvm() ? Starting : no;
        if (!SignalMasks.Parse(_files.Read("status", 64 * 1024).Or([])).Handles(Libc.SignalQuit))
            return IsYoung ? Starting : Gaps.AttachSignalUncaught.At(_files.Place + "/status");
        return IsDisabled() is { } source ? Gaps.AttachDisabled.At(source) : null;
    }

    Gap Starting => Gaps.AttachStarting.At(_files.Place);

    string Name => JvmProcess.StatusOf(_files).Name;

    bool IsYoung => ProcessFacts.Uptime(jvm.Birth) < StartsWithin;

    /// <summary>The launcher loads libjvm some ms after it began.</summary>
    bool MayBecomeAJvm() => IsYoung && Name == "java";

    /// <summary>Where it says so; null where it does not, or nothing can say.</summary>
    string? IsDisabled()
    {
        if (options.KnownDisabled is { } known)
            return known ? _files.Place : null;
        // management.cpp and jvm.cpp set the first of 64 characters to 1 where attach is supported.
        Result<PerfData> counters = PerfDataFile.Read(jvm);
        if (counters.Or(null)?.Text("sun.rt.jvmCapabilities") is { Length: > 0 } capabilities)
            return capabilities[0] == '0' ? "sun.rt.jvmCapabilities" : null;
        // Without counters the flag itself says it, where its memory may be read.
        Result<bool> flag = LibraryOnly.With<bool>(jvm.Pid, new Memory.Pace(), (vm, _) =>
            VmFlags.Read(vm).Bool("DisableAttachMechanism") is { } disabled ? disabled : Gaps.VmPartUnread.At(_files.Place, null, "flags"));
        if (flag.Ok)
            return flag.Value ? "DisableAttachMechanism" : null;
        // Else only the words it was started with are left; those of @files and -XX:Flags stay unseen.
        foreach (string file in (ReadOnlySpan<string>)["cmdline", "environ"])
            if (Words(file).Contains(Disabled, StringComparison.Ordinal))
                return _files.Place + "/" + file;
        return null;
    }

    string Words(string file) => Encoding.UTF8.GetString(_files.Read(file, Limits.CommandLineBytes).Or([]));
}
