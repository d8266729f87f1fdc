using System.Globalization;
using System.Text.RegularExpressions;
using Fathom.Evidence.Census;
using Fathom.Evidence.Malloc;
using Fathom.Sources;
using Fathom.Sources.Census;
using Fathom.Tests;

namespace Fathom.Live.Tests.Census;

/// <summary>Programs that lose blocks, and programs that keep them in unusual ways: both know which.</summary>
public sealed class ReachTests
{
    const int Count = 1009;

    [RequiresTheory("gcc")]
    [InlineData("lost")]
    [InlineData("list")]
    [InlineData("circle")]
    public void What_nothing_refers_to_is_lost(string how)
    {
        using CTarget target = Start(how);

        ReachScan scan = Reaching.Frozen(target.Pid, Size(target));

        Assert.Null(scan.Incomplete);
        Assert.Equal(Count, Reaching.Count(scan, ReachKind.Lost));
        Assert.All(Reaching.Rows(scan), row => Assert.Equal(ReachKind.Lost, row.Kind));
        Assert.Equal(Count * Size(target), Reaching.Rows(scan).Sum(row => row.Total.Bytes.Value));
    }

    [RequiresFact("gcc")]
    public void In_a_program_that_runs_three_looks_agree()
    {
        using CTarget target = Start("lost");

        ReachScan scan = Reaching.Running(target.Pid, Size(target));

        Assert.Equal((3, null), (scan.Looks, scan.Incomplete));
        Assert.Equal(Count, Reaching.Count(scan, ReachKind.Lost));
    }

    [RequiresTheory("gcc")]
    [InlineData("list")]
    [InlineData("register")]
    [InlineData("circle")]
    public void What_one_register_may_hold_is_not_lost_while_it_runs(string how)
    {
        using CTarget target = Start(how);

        ReachScan scan = Reaching.Running(target.Pid, Size(target));

        Assert.Equal(0, Reaching.Count(scan, ReachKind.Lost));
        Assert.All(Reaching.Rows(scan).Where(row => row.Kind == ReachKind.Unknown), row => Assert.Equal(ReachDoubt.Registers, row.Doubt));
    }

    [RequiresTheory("gcc")]
    [InlineData("table", "keeps")]
    [InlineData("tagged", "keeps")]
    [InlineData("inside", "keeps")]
    [InlineData("cachedlist", "keeps")]
    [InlineData("cachedcircle", "keeps")]
    [InlineData("stack", "keeps")]
    [InlineData("tls", "keeps")]
    [InlineData("page", null)]
    [InlineData("epoll", null)]
    [InlineData("library", "libkeeper.so")]
    public void What_something_refers_to_is_kept_by_it(string how, string? from)
    {
        using CTarget target = Start(how);
        foreach (bool frozen in new[] { true, false })
        {
            ReachScan scan = frozen ? Reaching.Frozen(target.Pid, Size(target)) : Reaching.Running(target.Pid, Size(target));

            Assert.Null(scan.Incomplete);
            Assert.All(Reaching.Rows(scan), row => Assert.Equal((ReachKind.Native, from), (row.Kind, Path.GetFileName(row.From))));
            Assert.Equal(Count, Reaching.Count(scan, ReachKind.Native));
        }
    }

    [RequiresTheory("gcc")]
    [InlineData("high", ReachDoubt.Odd)]
    [InlineData("packed", ReachDoubt.Odd)]
    [InlineData("mangled", ReachDoubt.Mangled)]
    [InlineData("placed", ReachDoubt.Mangled)]
    [InlineData("inverted", ReachDoubt.Keyed)]
    [InlineData("keyed", ReachDoubt.Keyed)]
    [InlineData("offsets", ReachDoubt.Offsets)]
    [InlineData("relative", ReachDoubt.Offsets)]
    public void What_is_referred_to_otherwise_than_by_its_address_is_not_called_lost(string how, ReachDoubt doubt)
    {
        using CTarget target = Start(how);
        foreach (bool frozen in new[] { true, false })
        {
            ReachScan scan = frozen ? Reaching.Frozen(target.Pid, Size(target)) : Reaching.Running(target.Pid, Size(target));

            Assert.Null(scan.Incomplete);
            Assert.All(Reaching.Rows(scan), row => Assert.Equal((ReachKind.Unknown, doubt), (row.Kind, row.Doubt)));
            Assert.Equal(Count, Reaching.Count(scan, ReachKind.Unknown));
        }
    }

    /// <summary>Whatever the linker or a container puts between.</summary>
    [RequiresTheory("gcc", "g++")]
    [InlineData("keeps", "apart")]
    [InlineData("containers", "map")]
    [InlineData("containers", "unordered_map")]
    [InlineData("containers", "vector")]
    [InlineData("containers", "deque")]
    [InlineData("containers", "list")]
    [InlineData("containers", "function")]
    public void What_is_kept_by_way_of_other_blocks_is_kept(string program, string how)
    {
        using CTarget target = program == "keeps" ? Start(how) : CTarget.Another(CPrograms.Plus(program), how);
        foreach (bool frozen in new[] { true, false })
        {
            ReachScan scan = frozen ? Reaching.Frozen(target.Pid, Size(target)) : Reaching.Running(target.Pid, Size(target));

            Assert.Null(scan.Incomplete);
            Assert.Equal((0, Count), (Reaching.Count(scan, ReachKind.Lost), Reaching.Count(scan, ReachKind.Native)));
        }
    }

    [RequiresFact("gcc", "g++")]
    public void What_a_container_let_go_of_is_lost()
    {
        using CTarget target = CTarget.Another(CPrograms.Plus("containers"), "released");

        Assert.Equal(Count, Reaching.Count(Reaching.Frozen(target.Pid, Size(target)), ReachKind.Lost));
    }

    [RequiresFact("gcc")]
    public void What_only_a_register_holds_is_kept()
    {
        using CTarget target = Start("register");

        ReachScan scan = Reaching.Frozen(target.Pid, Size(target));

        Assert.Equal(Count, Reaching.Count(scan, ReachKind.Native));
    }

    /// <summary>Another leak checker, at the program's end, counts the same blocks.</summary>
    [RequiresTheory("gcc", "valgrind")]
    [InlineData("lost")]
    [InlineData("list")]
    [InlineData("table")]
    [InlineData("cachedlist")]
    public void A_leak_checker_counts_the_same(string how)
    {
        using TemporaryFolder folder = new();
        Outside.Run("sh", "-c", """valgrind --leak-check=full --show-leak-kinds=definite --log-file="$0" "$1" "$2" 1013 < /dev/null""",
            folder.At("log"), CPrograms.Compiled("keeps"), how);
        string log = File.ReadAllText(folder.At("log"));
        using CTarget target = Start(how);
        ReachScan scan = Reaching.Frozen(target.Pid, Size(target));

        long lost = Blocks(log, "definitely lost") + Blocks(log, "indirectly lost");
        Assert.Equal(lost, Reaching.Count(scan, ReachKind.Lost) + Reaching.Count(scan, ReachKind.Lost, Reaching.All));
    }

    /// <summary>"definitely lost: 1,022,117 bytes in 1,009 blocks"; where all was freed there is no such line.</summary>
    static long Blocks(string log, string kind)
    {
        Match found = Regex.Match(log, kind + @": [\d,]+ bytes in ([\d,]+) blocks");
        Assert.Contains("LEAK SUMMARY", log, StringComparison.Ordinal);
        return long.Parse(found.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    /// <summary>As the whole tool sees it.</summary>
    [RequiresFact("gcc")]
    public void A_census_tells_it_of_its_groups()
    {
        using CTarget target = Start("lost");
        LookOptions options = new() { Census = new CensusOptions { Lost = true }, Freeze = TimeSpan.FromMinutes(1), Deadline = TimeSpan.FromMinutes(1) };

        ChunkCensus census = LiveLook.At(target.Pid, options).Value.Census!;

        Assert.Null(census.Reach!.Incomplete);
        Assert.True(census.Reach.HasRegisters);
        GroupReach lost = Assert.Single(census.Reach.Rows, row => row.Kind == ReachKind.Lost);
        Assert.Equal((Count, Size(target)), (lost.Total.Count, census.Groups.Single(group => group.Number == lost.Group).ChunkSize.Value));
        Assert.All(census.Groups, group => Assert.Equal(group.Total,
            census.Reach.Rows.Where(row => row.Group == group.Number).Aggregate(default(ChunkTotal), (sum, row) => sum + row.Total)));
    }

    static CTarget Start(string how) =>
        CTarget.OfAnother("keeps", how, "1013", CPrograms.Library("keeper"));

    static long Size(CTarget target) => target.Number("blocks");
}
