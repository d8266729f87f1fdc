using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Files in memory: as long as nothing is written privately, the kernel takes them back when it needs room.</summary>
sealed class MappedFiles : Rule
{
    const string Branch = "files/mapped/";
    const double Much = 0.1;

    public override string Id => "FTH038";

    public override Finding? Judge(Case seen)
    {
        Bytes bytes = seen.On(Branch);
        if (!seen.Matters(bytes) || bytes.Value < seen.Resident.Value * Much)
            return null;
        Bytes written = PrivatelyWritten(seen);
        bool isFault = seen.Matters(written) && written.Value * 2 >= bytes.Value;
        return new Finding
        {
            Rule = Id,
            Severity = isFault ? Fault(seen, written) : Severity.Info,
            Confidence = seen.Snapshot.Pages is null ? Confidence.Likely : Confidence.Certain,
            Title = isFault ? $"mapped files hold {SizeText.Of(written)} of private copies that the kernel cannot take back"
                : $"mapped files hold {SizeText.Of(bytes)}: page cache, which the kernel takes back when it needs room",
            Shares = [.. seen.SharesOn(Branch)],
            Evidence = [.. Largest(seen), .. Counted(seen)],
            Return = isFault ? $"-{SizeText.Of(written)} once they are unmapped" : null,
        };
    }

    public override RuledOut? Clear(Case seen) => seen.Snapshot.HasSizes && seen.Jvm is not null ? new RuledOut("mapped files", SizeText.Of(seen.On(Branch))) : null;

    static IEnumerable<string> Largest(Case seen) =>
        seen.SharesOn(Branch).OrderByDescending(share => share.Bytes.Value).Take(3).Select(share => $"{SizeText.Of(share.Bytes)} of {share.Place[Branch.Length..]}");

    static IEnumerable<string> Counted(Case seen)
    {
        if (seen.Jvm?.Figures?.MappedBuffers is { Count: > 0 } mapped)
            yield return string.Create(CultureInfo.InvariantCulture, $"{mapped.Count:N0} mapped buffers with {SizeText.Of(mapped.Capacity)} by java.nio's own count");
    }

    /// <summary>A page of a private mapping is the process's own once it was written.</summary>
    static Bytes PrivatelyWritten(Case seen)
    {
        long pages = 0;
        if (seen.Snapshot.Pages is not { } runs)
            return Bytes.Zero;
        PageRuns.Cursor cursor = runs.Start();
        foreach (Mapping mapping in seen.Snapshot.Mappings)
        {
            if (!mapping.IsWritablePrivate || !mapping.IsFile || !IsData(mapping.Name))
                continue;
            for (Address at = mapping.Range.Start; cursor.ResidentFrom(at) is { } run && run.Start < mapping.Range.End; at = run.End)
            {
                Address end = run.End < mapping.Range.End ? run.End : mapping.Range.End;
                pages += (run.Kind & PageKind.File) == 0 ? (end - run.Start) / Bytes.PageSize : 0;
                if (run.End >= mapping.Range.End)
                    break;
            }
        }
        return new Bytes(pages * Bytes.PageSize);
    }

    /// <summary>What a library writes in its data is the library's.</summary>
    static bool IsData(string name) => !Accounts.FileName(name).Contains(".so", StringComparison.Ordinal) && !name.EndsWith(".jsa", StringComparison.Ordinal);
}
