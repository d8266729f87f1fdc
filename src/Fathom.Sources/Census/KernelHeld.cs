using Fathom.Evidence;
using Fathom.Sources.Formats;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Census;

/// <summary>
/// Words that a program has given to the kernel for safekeeping and that the kernel shows: what epoll returns with an
/// event (fdinfo, proc_pid_fdinfo(5)), and what a timer's signal brings along (proc_pid_timers(5)).
/// </summary>
static class KernelHeld
{
    const int MostFiles = 100_000;
    const int MostWords = 4_000_000;

    /// <summary>Null where it cannot be told what there is: a core has no open files.</summary>
    public static List<ulong>? Read(IProcFiles files)
    {
        if (!files.List("fd").Try(out IReadOnlyList<string>? names, out _))
            return null;
        List<ulong> words = [];
        foreach (string file in names.Take(MostFiles))
        {
            if (files.ReadLink("fd/" + file).Or("") == "anon_inode:[eventpoll]")
                AddFields(files.Read("fdinfo/" + file, Limits.ProcFileBytes).Or([]), "data:"u8, words);
        }
        AddTimers(files.Read("timers", Limits.ProcFileBytes).Or([]), words);
        return words;
    }

    /// <summary>"tfd:        5 events:       19 data:     55d0c0de4010  pos:0 ino:c sdev:10" (fs/eventpoll.c).</summary>
    internal static void AddFields(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, List<ulong> words)
    {
        for (int at = text.IndexOf(name); at >= 0 && words.Count < MostWords; at = text.IndexOf(name))
        {
            text = text[(at + name.Length)..].TrimStart((byte)' ');
            AsciiLine number = new(text);
            if (number.TakeHex(out ulong word) && word != 0)
                words.Add(word);
        }
    }

    /// <summary>"signal: 60/00007fff86e452a8" (fs/proc/base.c, show_timer).</summary>
    internal static void AddTimers(ReadOnlySpan<byte> text, List<ulong> words)
    {
        for (int at = text.IndexOf("signal:"u8); at >= 0 && words.Count < MostWords; at = text.IndexOf("signal:"u8))
        {
            text = text[(at + 7)..];
            int end = text.IndexOf((byte)'\n'), slash = text.IndexOf((byte)'/');
            if (slash < 0 || (end >= 0 && slash > end))
                continue;
            AsciiLine number = new(text[(slash + 1)..]);
            if (number.TakeHex(out ulong word) && word != 0)
                words.Add(word);
        }
    }
}
