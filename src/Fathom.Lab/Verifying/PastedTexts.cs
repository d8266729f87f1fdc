using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Lab.Running;
using Fathom.Sources.HotSpot.Attach;
using JvmProcess = Fathom.Sources.HotSpot.JvmProcess;

namespace Fathom.Lab.Verifying;

/// <summary>What somebody can paste who may run no binary there: what `capture --script` collects, and answers of the JVM.</summary>
static class PastedTexts
{
    const int LongestAnswer = 64 * 1024 * 1024;
    static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    /// <summary>Only the last one collects garbage, when all else was asked: behind the one before it, it shows what is kept.</summary>
    static readonly string[] Commands =
    [
        "VM.version", "VM.flags", "GC.heap_info", "VM.native_memory summary", "Thread.print", "VM.metaspace vslist", "Compiler.codecache", "VM.info",
        "VM.stringtable", "VM.symboltable", "VM.classloader_stats", "GC.finalizer_info", "System.native_heap_info",
        "GC.class_histogram -all", "GC.class_histogram",
    ];

    /// <param name="script">The collecting script's text.</param>
    /// <param name="folder">Where it may be written.</param>
    public static Gap? Collect(int pid, string script, string folder, string to)
    {
        string path = Path.Combine(folder, "collect.sh");
        File.WriteAllText(path, script);
        if (!Tool.Run(Within, "sh", path, pid.ToString(CultureInfo.InvariantCulture)).Try(out Tool.Outcome? collected, out Gap? gap))
            return gap;
        if (collected.ExitCode != 0)
            return Gaps.DoctorFailed.At("collect.sh", null, collected.ExitCode.ToString(CultureInfo.InvariantCulture), collected.LastWords);
        using FileStream file = File.Create(to);
        file.Write(Encoding.UTF8.GetBytes(collected.Out));
        return JvmProcess.Of(pid).Then(jvm => HotSpotAttach.Open(jvm, new AttachOptions())).Try(out HotSpotAttach? attach, out gap)
            ? Ask(attach, pid, file)
            : gap;
    }

    /// <summary>A JVM that does not answer has nothing to paste.</summary>
    static Gap? Ask(HotSpotAttach attach, int pid, FileStream file)
    {
        using (attach)
        {
            if (!attach.Commands().Try(out IReadOnlySet<string>? known, out _))
                return null;
            foreach (string command in Commands)
            {
                if (!known.Contains(command.Split(' ')[0]) || !attach.Ask(AttachRequest.Jcmd(command)).Try(out AttachReply? reply, out _))
                    continue;
                using (reply)
                {
                    file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n==> jcmd {pid} {command} <==\n")));
                    file.Write(reply.ReadAll(LongestAnswer).Or([]));
                }
            }
        }
        return null;
    }
}
