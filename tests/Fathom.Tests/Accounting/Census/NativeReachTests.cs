using Fathom.Accounting.Census;
using Fathom.Evidence.Census;
using static Fathom.Tests.Accounting.Census.MadeCensus;

namespace Fathom.Tests.Accounting.Census;

/// <summary>What libraries' data leads to through tables and lists, told by sums of links.</summary>
public class NativeReachTests
{
    [Fact]
    public void A_list_is_reached_from_its_head()
    {
        MadeCensus made = new();
        int widget = made.Group(128, 2003, Table(0, Acme, "_ZTVN4acme6WidgetE"));
        made.Link(widget, 8, widget, 2002).Root(RootKind.LibraryData, Acme, widget, 1);

        CensusRow row = Assert.Single(made.Rows().Rows);
        Assert.Equal((2003L, Reachable.Native, "libacme.so"), (row.Count, row.Reachable, row.ReachableFrom));
    }

    [Fact]
    public void A_table_leads_to_its_entries_and_those_to_their_parts()
    {
        MadeCensus made = new();
        int table = made.UnderRoot(RootKind.LibraryData, Acme, 16400, 1);
        int widget = made.Group(128, 2003, Table(0, Acme, "_ZTVN4acme6WidgetE"));
        made.Link(table, -1, widget, 2003);
        made.Under(widget, 120, 3024, 2003);

        CensusRow row = made.Rows().Rows[0];
        Assert.Equal((2003L, Reachable.Native, "libacme.so", 2003 * (128L + 3024)), (row.Count, row.Reachable, row.ReachableFrom, row.Bytes.Value));
    }

    [Fact]
    public void Of_three_lists_with_one_known_head_none_is_said_to_be_reached()
    {
        MadeCensus made = new();
        int widget = made.Group(128, 2000, Table(0, Acme, "_ZTVN4acme6WidgetE"));
        made.Link(widget, 8, widget, 1997).Root(RootKind.LibraryData, Acme, widget, 1);

        Assert.Equal((2000L, Reachable.Unknown), (made.Rows().Rows[0].Count, made.Rows().Rows[0].Reachable));
    }

    [Fact]
    public void Words_that_few_of_the_structures_have_are_stale()
    {
        MadeCensus made = new();
        int parent = made.UnderRoot(RootKind.LibraryData, Acme, 128, 1000);
        int child = made.Group(3024, 90, Table(0, Other, "_ZTV5Other"));
        made.Link(parent, 48, child, 90);

        Assert.Equal(Reachable.Unknown, made.Rows().Rows.Single(row => row.Owner == "libother.so.2").Reachable);
    }

    [Fact]
    public void A_few_that_data_leads_to_make_nothing_of_the_rest()
    {
        MadeCensus made = new();
        int blocks = made.Group(3024, 500);
        made.Root(RootKind.LibraryData, Acme, blocks, 3);

        Assert.Equal(Reachable.Unknown, Assert.Single(made.Rows().Rows).Reachable);
    }

    [Fact]
    public void What_java_holds_stays_java_s()
    {
        MadeCensus made = new();
        int widget = made.Group(128, 2000, Table(0, Acme, "_ZTVN4acme6WidgetE"));
        made.Held(widget, "com.example.Handle", 2000, HolderState.Kept, "com.example.Handles.kept").Link(widget, 8, widget, 1999).Root(RootKind.LibraryData, Acme, widget, 1);

        Assert.Equal(Reachable.Java, Assert.Single(made.Rows().Rows).Reachable);
    }
}
