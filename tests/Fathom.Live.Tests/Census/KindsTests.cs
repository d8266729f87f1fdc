using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Sources;
using Fathom.Tests;

namespace Fathom.Live.Tests.Census;

/// <summary>A program that knows of what kinds its blocks are, running and as a core.</summary>
public sealed class KindsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("gcc")]
    public void What_a_program_allocated_is_told_by_kind()
    {
        using CTarget target = new("kinds");
        Check(target, LiveLook.At(target.Pid, new LookOptions { Census = new() }).Value);
    }

    [RequiresFact("gcc", "gcore")]
    public void Its_core_tells_the_same()
    {
        using CTarget target = new("kinds");
        string pid = target.Pid.ToString(CultureInfo.InvariantCulture);
        Outside.Run("gcore", "-o", _folder.At("core"), pid);
        Check(target, CoreLook.At(_folder.At("core." + pid), new LookOptions { Census = new() }).Value);
    }

    static void Check(CTarget target, Snapshot snapshot)
    {
        ChunkCensus census = snapshot.Census!;
        Assert.Equal(snapshot.MallocState!.InUse.Count, census.Groups.Sum(group => group.Total.Count));

        ChunkGroup widget = Assert.Single(census.Groups, group => group.Total.Count == 1009 && group.Words.Count > 0);
        Assert.Equal(0, widget.Words[0].Offset);
        Assert.EndsWith("/kinds", widget.Words[0].Library, StringComparison.Ordinal);
        Assert.Equal(("widget_ops", WordKind.Constant), (widget.Words[0].Symbol, widget.Words[0].Kind));

        ChunkGroup buffer = Assert.Single(census.Groups, group => group.Parent == new GroupParent(widget.Number, null, 24));
        Assert.Equal((1009, 2016), (buffer.Total.Count, buffer.ChunkSize.Value));
        Assert.Contains(new GroupEdge(widget.Number, 24, buffer.Number, 0, 1009), census.Edges);
        ChunkGroup[] names = [.. census.Groups.Where(group => group.Parent == new GroupParent(widget.Number, null, 16))];
        Assert.Equal((1009, 5), (names.Sum(group => group.Total.Count), names.Length));
        Assert.All(names, group => Assert.Equal(ContentKind.Text, group.Content));

        ChunkGroup list = Assert.Single(census.Groups, group => group.Total.Count == 503);
        GroupRoot root = census.Roots[list.Parent!.Value.Root!.Value];
        Assert.Equal((RootKind.LibraryData, widget.Words[0].Library), (root.Kind, root.Name));
        Assert.Equal(target.One("list").Length + new Bytes(16), list.ChunkSize);

        ChunkGroup slots = Assert.Single(census.Groups, group => group.Content == ContentKind.Pointers && group.ChunkSize.Value == 2464);
        ChunkGroup slot = Assert.Single(census.Groups, group => group.Total.Count == 307);
        Assert.Equal(new GroupParent(slots.Number, null, -1), slot.Parent);

        ChunkGroup lost = Assert.Single(census.Groups, group => group.Total.Count == 211);
        Assert.Null(lost.Parent);
        Assert.Empty(lost.Words);
        ChunkGroup json = Assert.Single(census.Groups, group => group.Content == ContentKind.Json);
        Assert.Equal(13, json.Total.Count);
    }
}
