using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Formats.HotSpot;

public sealed class SavedAnswersTests
{
    public static TheoryData<string, string> All() => SavedAnswers.All();

    [Theory]
    [MemberData(nameof(All))]
    public void What_a_real_JVM_answered_is_recognised_and_read_without_gaps(string jdk, string command)
    {
        byte[] text = SavedAnswers.Read(jdk, command);

        HotSpotFormat format = HotSpotText.Recognise(text);
        (IReadOnlyList<Gap> gaps, IReadOnlyList<UnreadLine> unread) = AnyReport.Parse(format, text);

        Assert.Equal(Expected(command), format);
        Assert.Equal(Refusals(command), gaps.Select(gap => gap.Id));
        if (format is not (HotSpotFormat.VmInfo or HotSpotFormat.Metaspace) && command is not ("heap-z" or "heap-shenandoah"))
            Assert.Empty(unread);
    }

    [Theory]
    [InlineData("25", "version")]
    [InlineData("25", "help")]
    public void Other_answers_are_of_no_known_format(string jdk, string command) =>
        Assert.Equal(HotSpotFormat.Unknown, HotSpotText.Recognise(SavedAnswers.Read(jdk, command)));

    static HotSpotFormat Expected(string command) => command.Split('-')[0] switch
    {
        "nmt" => HotSpotFormat.NativeMemory,
        "info" => HotSpotFormat.VmInfo,
        "metaspace" => HotSpotFormat.Metaspace,
        "heap" => HotSpotFormat.HeapInfo,
        "codecache" => HotSpotFormat.CodeCache,
        "compiler" => HotSpotFormat.CompilerMemory,
        "classloader" => HotSpotFormat.ClassLoaderStats,
        "stringtable" or "symboltable" => HotSpotFormat.Table,
        "class" => HotSpotFormat.ClassHistogram,
        "finalizer" => HotSpotFormat.FinalizerInfo,
        "threads" => HotSpotFormat.ThreadDump,
        "flags" => HotSpotFormat.Flags,
        "map" => HotSpotFormat.SystemMap,
        "native" => HotSpotFormat.NativeHeap,
        "dynlibs" => HotSpotFormat.DynLibs,
        "trim" => HotSpotFormat.Trim,
        _ => HotSpotFormat.Unknown,
    };

    static string[] Refusals(string command) => command switch
    {
        "nmt-off" => [Gaps.NmtOff.Id],
        "nmt-no-baseline" => [Gaps.NmtNoBaseline.Id],
        "nmt-detail-refused" => [Gaps.NmtDetailOff.Id],
        _ => [],
    };
}
