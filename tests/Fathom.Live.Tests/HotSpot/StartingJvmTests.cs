using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>
/// Looked at from its first instruction on: less is known, but nothing is wrong. FATHOM_SOAK_READS sets how often.
/// </summary>
[Collection("JDK 17")]
public sealed class StartingJvmTests
{
    static readonly int Looks = int.TryParse(Environment.GetEnvironmentVariable("FATHOM_SOAK_READS"), NumberStyles.None,
        CultureInfo.InvariantCulture, out int asked) ? asked : 25;

    public static TheoryData<int, string> Jvms => new()
    {
        { 17, "-XX:+UseParallelGC" }, { 25, "-XX:+UseG1GC" },
    };

    [JdkTheory(25)]
    [MemberData(nameof(Jvms))]
    public void What_is_said_of_a_starting_JVM_is_true(int feature, string collector)
    {
        int looks = 0;
        while (looks < Looks)
        {
            using IdleJvm jvm = IdleJvm.Unready([], Machine.FindJdk(feature)!, collector, "-Xmx64m");
            Task ready = Task.Run(jvm.Ready);
            List<JvmState> seen = [];
            for (; !ready.IsCompleted; looks++)
            {
                if (LiveLook.At(jvm.Id, new LookOptions()) is { Ok: true, Value.JvmState: { } state })
                    seen.Add(state);
            }
            ready.GetAwaiter().GetResult();
            JvmState whole = LiveLook.At(jvm.Id, new LookOptions()).Value.JvmState!;

            Assert.NotNull(whole.Heap);
            Assert.All(seen, state => Assert.True(state.Heap is null || state.Heap == whole.Heap, $"{state.Heap} is not {whole.Heap}"));
            Assert.All(seen, state => Assert.True(state.Collector is null || state.Collector == whole.Collector, state.Collector));
            Assert.All(seen.SelectMany(state => state.Ranges).Where(range => range.Part == JvmPart.Heap),
                range => Assert.True(whole.Heap!.Value.Contains(range.Range), range.ToString()));
        }
    }
}
