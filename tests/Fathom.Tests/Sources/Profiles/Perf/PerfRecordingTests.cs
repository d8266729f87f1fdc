using System.IO.Compression;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Files;
using Fathom.Sources.Formats;
using Fathom.Sources.Profiles;
using Fathom.Sources.Profiles.Perf;

namespace Fathom.Tests.Sources.Profiles.Perf;

public sealed class PerfRecordingTests
{
    const string Shop = "/opt/shop/libshop.so";

    /// <summary>Two rings: what the second has is in the file behind what the first has, and older.</summary>
    static PerfWriter Rings() => new PerfWriter().Event(1, "page-faults")
        .Name(42, 42, "shop", 100).Sample(1, 42, 300, 5, PerfWriter.User, 0x1010, 0x1020)
        .Round().Map(42, 0x1000, 0x1000, 0x5000, Shop, 200).Sample(1, 42, 250, 7, PerfWriter.Kernel, 0xffffffff81000010, 0xffffffff81000020, PerfWriter.User, 0x1030).Round();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Records_are_taken_in_order_of_time_and_not_of_the_file(bool isStream)
    {
        AllocationProfile profile = Clean(isStream ? Rings().Stream() : Rings().File());

        Assert.Equal("perf recording", profile.Kind);
        Dictionary<string, (long, long)> rows = SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion(), profile));
        // An instruction that ran is called by its place; what was called returns to another.
        Assert.Equal([(5L, 5L), (0L, 5L), (7L, 7L), (0L, 7L)], Values(rows, "libshop.so+0x5010", "libshop.so+0x5020", "[kernel]", "libshop.so+0x5030"));
        Assert.Equal("shop 42", profile.Frames.Texts[profile.Samples.ThreadOf(0)]);
        Assert.Equal(4711UL, Assert.Single(profile.Mappings).Inode);
    }

    [Fact]
    public void A_gz_and_a_file_are_the_same()
    {
        MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Rings().File());

        Assert.Equal(12, SavedProfiles.Report(new ProfileQuestion(), Clean(packed.ToArray())).Moments[0].Total);
    }

    [Fact]
    public void Events_are_told_apart_by_their_numbers_and_have_columns_of_their_own()
    {
        Parsed<AllocationProfile> parsed = Read(new PerfWriter().Event(1, "page-faults").Event(2, "cpu-clock", config: 0)
            .Sample(1, 42, 1, 1, PerfWriter.User, 0x1010).Sample(2, 42, 2, 250000, PerfWriter.User, 0x1010).Sample(2, 42, 3, 250000, PerfWriter.User, 0x1010).File());

        Assert.Equal(["page-faults count", "cpu-clock samples count", "cpu-clock nanoseconds"], parsed.Value.Columns.Select(column => column.Name + " " + column.Unit));
        Assert.Equal(1, parsed.Value.Samples.Count);
        Assert.Equal([1, 2, 500000], parsed.Value.Samples.Of(0).ToArray());
        Assert.Equal("cpu-clock", parsed.Value.Shown);
        Assert.Equal(Gaps.ProfileOtherEvents.Id, Assert.Single(parsed.Gaps).Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_field_of_a_tracepoint_is_bytes(bool isStream)
    {
        PerfWriter writer = new PerfWriter().Event(1, "probe_shop:malloc", type: 2, config: 7, has: PerfWriter.Plain | PerfWriter.Raw).Format("probe_shop", "malloc", "bytes")
            .Sample(1, 42, 1, 1, PerfWriter.RawField(3000), PerfWriter.User, 0x1010).Sample(1, 42, 2, 1, PerfWriter.RawField(ulong.MaxValue), PerfWriter.User, 0x1010);

        AllocationProfile profile = Clean(isStream ? writer.Stream() : writer.File());

        Assert.Equal([2, 3000], profile.Samples.Of(0).ToArray());
        Assert.Equal((ProfileMeasure.AllocatedBytes, "probe_shop:malloc bytes"), (profile.Columns[1].Measure, profile.Shown));
    }

    /// <summary>The heap of the child begins where its parent's was; of the first call nobody knows from where it went.</summary>
    [Fact]
    public void A_heap_grows_from_where_it_was()
    {
        static byte[] To(ulong end) => PerfWriter.RawField(end);
        AllocationProfile profile = Clean(new PerfWriter().Event(1, "syscalls:sys_enter_brk", type: 2, config: 7, has: PerfWriter.Plain | PerfWriter.Raw).Format("syscalls", "sys_enter_brk", "brk")
            .Sample(1, 42, 1, 1, To(0), PerfWriter.User, 0x10).Sample(1, 42, 2, 1, To(0x10000), PerfWriter.User, 0x10).Sample(1, 42, 3, 1, To(0x13000), PerfWriter.User, 0x10)
            .Fork(43, 42, 4).Sample(1, 43, 5, 1, To(0x14000), PerfWriter.User, 0x10).Sample(1, 42, 6, 1, To(0x13800), PerfWriter.User, 0x10).Sample(1, 42, 7, 1, To(0x13000), PerfWriter.User, 0x10).File());

        Assert.Equal(0x3000 + 0x1000 + 0x800, SavedProfiles.Report(new ProfileQuestion(), profile).Moments[0].Total);
    }

    [Fact]
    public void Addresses_are_of_the_process_and_of_the_time()
    {
        AllocationProfile profile = Clean(new PerfWriter().Event(1, "page-faults")
            .Map(42, 0x1000, 0x3000, 0, "/a.so", 1).Sample(1, 42, 2, 1, PerfWriter.User, 0x1800)
            .Fork(43, 42, 3).Map(43, 0x2000, 0x1000, 0, "/b.so", 4)
            .Sample(1, 43, 5, 10, PerfWriter.User, 0x1800).Sample(1, 43, 5, 100, PerfWriter.User, 0x2800).Sample(1, 43, 5, 1000, PerfWriter.User, 0x3800).Sample(1, 42, 5, 10000, PerfWriter.User, 0x2800)
            .Name(43, 43, "other", 6, isExec: true).Sample(1, 43, 7, 100000, PerfWriter.User, 0x1800).File());

        Assert.Equal([(11L, 11L), (100L, 100L), (1000L, 1000L), (10000L, 10000L), (100000L, 100000L)],
            Values(SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion(), profile)), "a.so+0x800", "b.so+0x800", "a.so+0x2800", "a.so+0x1800", "0x1800"));
        Assert.Equal(["other 43", "shop"], [profile.Frames.Texts[profile.Samples.ThreadOf(profile.Samples.Count - 1)], "shop"]);
    }

    [Fact]
    public void Generated_code_is_known_by_the_process_that_made_it()
    {
        AllocationProfile profile = Clean(new PerfWriter().Event(1, "page-faults")
            .Map(42, 0x7f0000000000, 0x10000, 0, "//anon", 1).Map(43, 0x7f0000000000, 0x10000, 0, "//anon", 1)
            .Sample(1, 42, 2, 1, PerfWriter.User, 0x7f0000000100).Sample(1, 43, 3, 10, PerfWriter.User, 0x7f0000000100).File());
        using TemporaryFolder folder = new();
        folder.Write("perf-42.map", "7f0000000000 200 Lshop/Cache;::put\n");
        folder.Write("perf-43.map", "7f0000000000 100 Lshop/Cache;::get\n");
        using ProfileSymbols symbols = new([folder.Path]);

        Dictionary<string, (long, long)> rows = SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion(), symbols.Named(profile)));

        Assert.Equal([(1L, 1L), (10L, 10L)], Values(rows, "Lshop/Cache;::put", "0x7f0000000100 in perf-43.map"));
    }

    [Fact]
    public void Build_ids_are_those_of_their_files()
    {
        AllocationProfile profile = Clean(Rings().BuildId(Shop, [0xAB, 0xCD]).File());

        Assert.Equal("abcd", profile.BuildIds[Shop]);
    }

    [Fact]
    public void What_lacks_is_told()
    {
        Parsed<AllocationProfile> parsed = Read(new PerfWriter().Event(1, "page-faults", has: PerfWriter.Plain | PerfWriter.StackCopy).Event(2, "cycles")
            .Record(2, 0, [.. PerfWriter.Long(1), .. PerfWriter.Long(12)]).Record(13, 0, PerfWriter.Long(3)).Record(81, 0, [1, 2, 3, 4, 5, 6, 7, 8])
            .Sample(1, 42, 1, 1, [.. PerfWriter.Long(8), .. PerfWriter.Long(0), .. PerfWriter.Long(8)], PerfWriter.User, 0x1010).Sample(99, 42, 1, 1, PerfWriter.User, 0x1010).File());

        Assert.Equal([Gaps.ProfileSamplesLost.Id, Gaps.ProfilePartPacked.Id, Gaps.ProfileStacksNotUnwound.Id, Gaps.ProfileDamaged.Id], parsed.Gaps.Select(gap => gap.Id));
        Assert.StartsWith("15 ", parsed.Gaps[0].What, StringComparison.Ordinal);
        Assert.Equal(1, SavedProfiles.Report(new ProfileQuestion(), parsed.Value).Moments[0].Total);
    }

    [Fact]
    public void A_recording_that_was_cut_is_told_and_read_as_far_as_it_goes()
    {
        byte[] whole = Rings().File();
        byte[] cut = whole[..(whole.AsSpan().IndexOf("libshop"u8) + 20)];
        byte[] killed = [.. whole];
        PerfWriter.Long(0).CopyTo(killed, 48);
        byte[] other = [.. "2ELIFREP"u8, .. whole[8..]];

        Assert.Contains(Gaps.ProfileDamaged.Id, Read(cut).Gaps.Select(gap => gap.Id));
        Assert.Equal(1, Read(cut).Value.Samples.Count);
        Assert.Contains("killed", Read(killed).Gaps[0].What, StringComparison.Ordinal);
        Assert.Equal(2, Read(killed).Value.Samples.Count);
        Assert.Contains("other way round", Assert.Single(Read(other).Gaps).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_recordings_do_no_harm()
    {
        PerfWriter writer = new PerfWriter().Event(1, "page-faults").Event(2, "probe_shop:malloc", type: 2, config: 7, has: PerfWriter.Plain | PerfWriter.Raw).Format("probe_shop", "malloc", "bytes")
            .BuildId(Shop, [1]).Name(42, 42, "shop", 100).Map(42, 0x1000, 0x1000, 0x5000, Shop, 200).Fork(43, 42, 210).Sample(1, 42, 300, 5, PerfWriter.Kernel, 0xffffffff81000010, PerfWriter.User, 0x1010, 0x1020)
            .Sample(2, 43, 310, 1, PerfWriter.RawField(3000), PerfWriter.User, 0x1010).Round();
        foreach (byte[] real in (byte[][])[writer.File(), writer.Stream()])
        {
            Fuzz.Everywhere(real, bytes => Report(PerfRecording.Read(new MemoryStream(bytes), "f").Value));
            Flip(real);
        }
    }

    /// <summary>Each byte of a binary file is a length or an offset somewhere.</summary>
    static void Flip(byte[] real)
    {
        foreach (byte value in (byte[])[0, 0x7F, 0xFF])
        {
            for (int at = 0; at < real.Length; at++)
            {
                byte[] flipped = [.. real];
                flipped[at] = value;
                Report(PerfRecording.Read(new MemoryStream(flipped), "f").Value);
            }
        }
    }

    static void Report(AllocationProfile profile) => SavedProfiles.Report(new ProfileQuestion(), profile);

    [Fact]
    public void The_verb_for_it_is_named() =>
        Assert.Equal("a recording of perf (perf.data): fathom profile reads it", BinaryKind.Of(Rings().File()));

    static (long, long)[] Values(Dictionary<string, (long, long)> rows, params string[] names) => [.. names.Select(name => rows.GetValueOrDefault(name))];

    static Parsed<AllocationProfile> Read(byte[] bytes) => SavedProfiles.Of(bytes);

    static AllocationProfile Clean(byte[] bytes)
    {
        Parsed<AllocationProfile> parsed = Read(bytes);
        Assert.Empty(parsed.Gaps);
        return parsed.Value;
    }
}
