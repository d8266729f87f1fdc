using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>
/// A large block was freed, and glibc raised the size from which blocks get mappings of their own: now such blocks lie in
/// arenas, and twice that much stays at the top of each (malloc.c, munmap_chunk's caller in __libc_free).
/// </summary>
sealed class RaisedThreshold : Rule
{
    static readonly Bytes Raised = Bytes.FromMiB(1);

    public override string Id => "FTH063";

    public override Finding? Judge(Case seen)
    {
        Bytes tops = Tops(seen);
        if (!seen.Matters(tops) || seen.Snapshot.MallocState is not { Parameters: { } settings } malloc)
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Likely,
            Title = $"{SizeText.Of(tops)} is free at the tops of malloc's arenas: large blocks came and went there",
            Shares = [.. Jvm.Part(seen, tops, Accounts.MallocTop, Accounts.MallocTrimmable)],
            Evidence =
            [
                $"blocks get mappings of their own from {SizeText.Of(settings.MmapThreshold)} on (128 KiB at the start), and a top is trimmed from {SizeText.Of(settings.TrimThreshold)} on",
                $"{malloc.Arenas.Count(arena => arena.Top >= Raised)} arenas with a top of 1 MiB and more",
            ],
            Return = $"RSS -{SizeText.Of(tops)} by a trim",
        };
    }

    /// <summary>Tops larger than glibc would leave at first, as far as they can be in memory.</summary>
    public static Bytes Tops(Case seen)
    {
        if (seen.Snapshot.MallocState is not { Parameters: { IsThresholdFixed: false } settings } malloc || settings.MmapThreshold < Raised)
            return Bytes.Zero;
        long sum = malloc.Arenas.Where(arena => arena.Top >= Raised).Sum(arena => Math.Min(arena.Top.Value, (arena.Resident.Top + arena.Resident.Trimmable).Value));
        return new Bytes(sum);
    }
}
