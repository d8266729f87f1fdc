using Fathom.Evidence;
using Fathom.Evidence.Container;
using Fathom.Sources.Formats;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Cgroup;

/// <summary>
/// What of its anonymous memory each process has alone, and its part of what it shares since a fork: Pss_Anon of
/// smaps_rollup, since Linux 5.9. It holds that process's memory lock.
/// </summary>
static class ContainerShares
{
    public static ContainerMemory AddTo(ContainerMemory container, Func<int, IProcFiles> filesOf, Deadline deadline)
    {
        List<ContainerProcess> asked = [.. container.Processes];
        for (int i = 0; i < asked.Count && i < Limits.ContainerShares; i++)
            asked[i] = asked[i] with { AnonymousShare = Share(filesOf(asked[i].Pid), deadline) };
        return container with { Processes = asked };
    }

    static Bytes? Share(IProcFiles files, Deadline deadline) =>
        deadline.Run(files.Place + "/smaps_rollup", () => files.Read("smaps_rollup", 64 * 1024)).Try(out byte[]? text, out _)
            ? Parse(text)
            : null;

    public static Bytes? Parse(ReadOnlySpan<byte> text)
    {
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            AsciiLine line = new(lines.Current);
            if (line.Take("Pss_Anon:"u8) && KiB.TryParse(line.Rest, out Bytes size) && size.Value <= Limits.ContainerAmount)
                return size;
        }
        return null;
    }
}
