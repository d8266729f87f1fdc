using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Copies that JNI makes of strings and arrays, until they are released. Native memory tracking counts them as Internal.</summary>
sealed class JniArrays : CensusRule
{
    const long Many = 1000;

    public override string Id => "FTH019";

    public override ConfirmingTest Test => ConfirmingTest.Growth;

    public override Finding? Judge(Case seen)
    {
        // JDK 8 has Unsafe under that name, too: a library must be there that can have asked for copies.
        bool isOld = Jvm.Feature(seen) is not > 8;
        if (seen.Jvm?.Nmt is null || (isOld && NativeLibraries.Of(seen).Count == 0))
            return null;
        Rows rows = new(seen.Rows(row => row is { NmtTag: "Internal", Structure: "Internal", Holder: null }));
        if (rows.Count < Many || !seen.Matters(rows.Resident))
            return null;
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} blocks that JNI copied strings or arrays into hold {SizeText.Of(rows.Resident)}")) with
        {
            Confidence = isOld ? Confidence.Possible : Confidence.Likely,
            Evidence = [.. rows.Said(), .. NativeLibraries.Said(NativeLibraries.Of(seen))],
            Undecided = (isOld ? "JDK 8 counts Unsafe.allocateMemory as Internal, too; " : "") + "which function: jcmd PID VM.native_memory detail, where -XX:NativeMemoryTracking=detail is set",
            Return = "nothing but a restart frees those that were lost",
        };
    }
}
