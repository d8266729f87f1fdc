using Fathom.Evidence.Census;
using Fathom.Lab.Running;
using Fathom.Sources;

namespace Fathom.Live.Tests.Census;

/// <summary>Pieces of HotSpot's arenas by their own words, against the tag that the JVM itself has put before each block.</summary>
static class ArenaPieceCheck
{
    const string Tag = "Arena Chunk";
    const long Large = 64 << 10;

    internal static void Check(IJvmPlace place)
    {
        using TruthJvm jvm = new(place, HotSpotTruth.Threads, "-XX:NativeMemoryTracking=summary");

        ChunkCensus census = LiveLook.At(jvm.Pid, new LookOptions { Census = new() }).Value.Census!;

        // One that was made for a single large request has that one's length.
        ChunkGroup[] tagged = [.. census.Groups.Where(group => group.NmtTag == Tag && group.ChunkSize.Value < Large)];
        ChunkGroup[] told = [.. census.Groups.Where(group => group.Content == ContentKind.ArenaPiece)];
        Assert.Equal([], told.Where(group => group.NmtTag != Tag).Select(group => $"{group.NmtTag} {group.ChunkSize} {group.Total}"));
        Assert.NotEmpty(told);
        Assert.InRange(Bytes(told), Bytes(tagged) * 9 / 10, Bytes(tagged));
    }

    /// <summary>JDK 8's tags are not read; each thread has two arenas there, and an arena has a piece (thread.hpp).</summary>
    internal static void CheckWithoutTags(IJvmPlace place)
    {
        using TruthJvm jvm = new(place, HotSpotTruth.Threads);

        ChunkCensus census = LiveLook.At(jvm.Pid, new LookOptions { Census = new() }).Value.Census!;

        long pieces = census.Groups.Where(group => group.Content == ContentKind.ArenaPiece).Sum(group => group.Total.Count);
        Assert.InRange(pieces, 2 * jvm["threads"], long.MaxValue);
    }

    /// <summary>Each thread of the program has used malloc, and given something back.</summary>
    internal static void CheckCaches(IJvmPlace place)
    {
        using TruthJvm jvm = new(place, HotSpotTruth.Threads);

        ChunkCensus census = LiveLook.At(jvm.Pid, new LookOptions { Census = new() }).Value.Census!;

        long caches = census.Groups.Where(group => group.Content == ContentKind.ThreadCache).Sum(group => group.Total.Count);
        Assert.InRange(caches, jvm["threads"] / 2, System.IO.Directory.GetDirectories($"/proc/{jvm.Pid}/task").Length);
    }

    static long Bytes(IEnumerable<ChunkGroup> groups) => groups.Sum(group => group.Total.Bytes.Value);
}

[Collection("JDK 17")]
public sealed class ArenaPiece17Tests
{
    [TruthOnJdk(17)]
    [InlineData(17)]
    public void Pieces_of_arenas_are_told(int feature) => ArenaPieceCheck.Check(Machine.FindJdk(feature)!);

    [TruthOnJdk(17)]
    [InlineData(17)]
    public void Caches_of_threads_are_told(int feature) => ArenaPieceCheck.CheckCaches(Machine.FindJdk(feature)!);
}

[Collection("JDK 25")]
public sealed class ArenaPiece25Tests
{
    [TruthOnJdk(25)]
    [InlineData(25)]
    public void Pieces_of_arenas_are_told(int feature) => ArenaPieceCheck.Check(Machine.FindJdk(feature)!);
}

[Collection("roots")]
public sealed class ArenaPieceInRootsTests
{
    [TruthInRoot("sid")]
    [InlineData("sid")]
    public void Pieces_of_arenas_are_told_on_JDK_8(string root) => ArenaPieceCheck.CheckWithoutTags(Machine.Root(root));

    [TruthInRoot("bullseye")]
    [InlineData("bullseye")]
    public void Pieces_of_arenas_are_told_on_JDK_11(string root) => ArenaPieceCheck.Check(Machine.Root(root));

    [TruthInRoot("trixie")]
    [InlineData("trixie")]
    public void Pieces_of_arenas_and_caches_are_told_on_JDK_21(string root)
    {
        ArenaPieceCheck.Check(Machine.Root(root));
        ArenaPieceCheck.CheckCaches(Machine.Root(root));
    }
}
