using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Elf;
using Fathom.Sources.Elf.Unwind;
using Fathom.Sources.Probe;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Probe;

/// <summary>Libraries that come and go: what the probe walks by is right at each moment, and nothing of it is written anew too early.</summary>
public sealed unsafe class ProbeRowsTests : IDisposable
{
    const string Libz = "/lib/x86_64-linux-gnu/libz.so.1";

    readonly byte* _memory = (byte*)NativeMemory.AllocZeroed(ProbeLayout.Bytes);
    readonly ProbeTable _table;
    readonly RegularFile _file = RegularFile.Open(Libz, new Bytes(Limits.MappedFileBytes)).Or(null)!;

    public ProbeRowsTests() => _table = ProbeTable.At(_memory);

    public void Dispose()
    {
        _table.Dispose();
        _file?.Dispose();
        NativeMemory.Free(_memory);
    }

    [RequiresFact(Libz)]
    public void Rows_of_what_is_gone_are_used_again()
    {
        int each = Whole().Rows.Length;
        // Two at a time, and the one that comes before the one that goes is told.
        ProbeRows rows = new(_table, 3 * each);
        for (uint i = 1; i < 200; i++)
        {
            LoadedImage[] now = [Image(i), Image(i + 1)];
            UnwindRow[] before = _table.Rows.ToArray();
            ProbeModule[] modules = [.. Live()];
            Assert.True(rows.Take(now, Open));
            // Whoever still walks by the table before finds it, and its rows, as they were.
            foreach (ProbeModule module in modules)
                Assert.True(_table.Rows.Slice((int)module.Row, (int)module.Rows).SequenceEqual(before.AsSpan((int)module.Row, (int)module.Rows)));
            Assert.True(rows.IsPending);
            Assert.False(rows.Settle());

            ProbeModule[] live = [.. Live()];
            Assert.Equal(now.Select(image => image.Bias), live.Select(module => module.Bias));
            foreach (ProbeModule module in live)
                Assert.True(_table.Rows.Slice((int)module.Row, (int)module.Rows).SequenceEqual(Whole().Rows));
        }
        Assert.Empty(rows.Cut);
    }

    [RequiresFact(Libz)]
    public void What_was_cut_is_made_whole_when_there_is_room()
    {
        int each = Whole().Rows.Length;
        ProbeRows rows = new(_table, each + 100);
        Assert.True(rows.Take([Image(1), Image(2)], Open));
        Assert.False(rows.Settle());
        ProbeModule cut = Live()[1];
        Assert.Equal(100U, cut.Rows);
        Assert.Equal(UnwindBase.Stop, _table.Rows[(int)(cut.Row + cut.Rows - 1)].Base);
        Assert.Equal(["/lib/2"], rows.Cut);

        Assert.False(rows.Take([Image(1), Image(2)], Open), "nothing came or went");
        Assert.True(rows.Take([Image(2)], Open));
        Assert.True(rows.Settle(), "it might be whole now");
        Assert.True(rows.Take([Image(2)], Open));
        Assert.False(rows.Settle());

        Assert.True(_table.Rows.Slice((int)Live()[0].Row, each).SequenceEqual(Whole().Rows));
    }

    [RequiresFact(Libz)]
    public void More_libraries_than_the_table_has_are_told()
    {
        ProbeRows rows = new(_table);
        List<LoadedImage> images = [.. Enumerable.Range(1, ProbeLayout.Modules + 3).Select(i => Image((uint)i))];
        int each = Whole().Rows.Length, fit = Math.Min(ProbeLayout.Modules, ProbeLayout.Rows / each);

        Assert.True(rows.Take(images, Open));
        rows.Settle();

        Assert.InRange(Live().Count, fit, fit + 1);
        Assert.NotEmpty(rows.Cut);
    }

    [RequiresFact(Libz)]
    public void A_stack_that_ends_at_once_is_of_a_library_that_came_late_or_of_one_without_rows()
    {
        ProbeRows rows = new(_table);
        LoadedImage[] images = [Image(1), Image(2), Image(3)];
        rows.Take(images, image => image == images[2] ? Gaps.ElfNotElf.At(image.Name) : Open(image));
        HashSet<ImageIdentity> first = [images[0].Identity];
        ulong java = ProbeLayout.JavaFrame | 7;

        // With a caller, from before the trace, and of Java alone nothing is to be told.
        Put(0, 0x200008, 0x200018, java);
        Put(1, 0x100008, java);
        Put(2, java);
        Assert.Equal(("", false), Lone());
        Put(3, 0x200008, java);
        Put(4, 0x200008);
        Assert.Equal(("/lib/2", false), Lone());
        Put(5, 0x300008, java);
        Assert.Equal(("/lib/2", true), Lone());
        // Where no file lies at all it was made at run time.
        Put(5, 0x900008, java);
        Assert.Equal(("/lib/2", true), Lone());

        (string, bool) Lone()
        {
            LoneFrames lone = LoneFrames.Of(_table, images, first, rows.IsBare);
            return (string.Join(", ", lone.Late), lone.HasBare);
        }
    }

    void Put(int stack, params ulong[] frames)
    {
        frames.CopyTo(new Span<ulong>(_memory + ProbeLayout.FrameAt + 64 * stack, frames.Length));
        *(ProbeStack*)(_memory + ProbeLayout.StackAt + stack * sizeof(ProbeStack)) = new ProbeStack(1, 1, 1, 0, 0, (uint)(8 * stack), (uint)frames.Length, 1, 0);
    }

    static LoadedImage Image(uint number) =>
        new($"/lib/{number}", new AddressRange(new Address(number * 0x100000UL), new Address(number * 0x100000UL + 0x20000)), number * 0x100000UL, []);

    Result<ElfImage> Open(LoadedImage image) => ElfImage.Open(new FileBytes(_file));

    UnwindTable Whole() => UnwindTable.Of(ElfImage.Open(new FileBytes(_file)).Value, ProbeLayout.Rows).Value;

    /// <summary>As the probe finds them.</summary>
    List<ProbeModule> Live()
    {
        uint now = _table.UInt32(ProbeLayout.ModuleTableAt);
        List<ProbeModule> live = [];
        if (now == 0)
            return live;
        foreach (ProbeModule module in _table.Modules((int)now - 1))
        {
            if (module.Start != ulong.MaxValue)
                live.Add(module);
        }
        return live;
    }
}
