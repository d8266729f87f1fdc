using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Kernel;

/// <summary>
/// The kernel's records of processes killed for want of memory (mm/oom_kill.c, dump_header, dump_tasks, __oom_kill_process;
/// mm/memcontrol.c, mem_cgroup_print_oom_meminfo), out of any log, whole or searched for a word.
/// </summary>
public static class KernelKillText
{
    public static bool Begins(ReadOnlySpan<byte> line) =>
        line.IndexOf(" invoked oom-killer:"u8) > 0 || line.IndexOf("oom-kill:constraint=CONSTRAINT_"u8) >= 0 || IsKilled(line)
        || (line.IndexOf("[ pid ]   uid "u8) >= 0 || line.IndexOf("[  pid  ]   uid "u8) >= 0);

    public static Parsed<KernelKills> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        KernelKillReading reading = new(notes);
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            Reading state = reading.Read(new KernelLogLine(lines.Current.TrimEnd(" \t\r\0"u8)));
            if (state == Reading.Unknown)
                notes.Keep(lines.Number, lines.Current);
            else if (state == Reading.Broken)
                notes.Broken(lines.Number, lines.Current);
        }
        return notes.Done(new KernelKills { Kills = reading.Finish(), Unread = notes.Unread });
    }

    /// <summary>"Killed process 7488 (java) total-vm:…", before 5.x "Kill process 7488 (java) score 900 or sacrifice child".</summary>
    internal static bool IsKilled(ReadOnlySpan<byte> line) =>
        (line.IndexOf("Killed process "u8) >= 0 && line.IndexOf("total-vm:"u8) > 0)
        || (line.IndexOf("Kill process "u8) >= 0 && line.IndexOf(" or sacrifice child"u8) > 0);
}
