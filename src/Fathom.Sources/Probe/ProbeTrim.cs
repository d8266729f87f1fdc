using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Attach;

namespace Fathom.Sources.Probe;

/// <summary>
/// malloc_trim for a JVM that has no command for it, on the thread on which the command would run. A debugger would call it
/// on a thread that may hold malloc's own locks.
/// </summary>
public static class ProbeTrim
{
    public static PriceTag Price(JvmProcess jvm) =>
        new("loads a library into the JVM that calls malloc_trim", ActWeight.Dear, "each arena locked, ms a GiB", "as a free of all that is free", "none",
            "47 KiB of code at rest, " + HotSpotAttach.Price(jvm).Leaves);

    /// <summary>Null: it was done.</summary>
    public static Gap? Do(JvmProcess jvm, HotSpotAttach attach)
    {
        if (ProbeRefusals.OfLoading(jvm) is { } objection)
            return objection;
        if (!ProbeFile.Put(jvm).Try(out ProbeFile? file, out Gap? gap))
            return gap;
        using (file)
        {
            ProbeCommands commands = new(attach, file.Path, owner: 0);
            int answer = commands.Ask("trim");
            return answer switch
            {
                ProbeCommands.Done => null,
                ProbeCommands.NoAllocator => Gaps.TrimNoFunction.At("trim"),
                _ => commands.Refused(answer),
            };
        }
    }
}
