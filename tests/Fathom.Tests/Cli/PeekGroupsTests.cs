using Fathom.Cli.Commands;
using Fathom.Evidence;
using Fathom.Tests.Accounting.Census;
using static Fathom.Tests.Accounting.Census.MadeCensus;

namespace Fathom.Tests.Cli;

/// <summary>OWNER[/STRUCTURE] means rows as `census` shows them.</summary>
public class PeekGroupsTests
{
    [Theory]
    [InlineData("libacme.so", new[] { 0, 1, 2 })]
    [InlineData("LibAcme.so", new[] { 0, 1, 2 })]
    [InlineData("libacme.so/acme::Widget", new[] { 0, 1 })]
    [InlineData("libacme.so/widg…", new[] { 0, 1 })]
    [InlineData("libacme.so/", new[] { 0, 1, 2 })]
    [InlineData("unattributed", new[] { 3 })]
    [InlineData("unattributed/blocks of 256", new[] { 3 })]
    [InlineData("libacme", new int[0])]
    [InlineData("acme::Widget", new int[0])]
    [InlineData("", new int[0])]
    [InlineData("/", new int[0])]
    public void Groups_of_rows_with_that_owner_and_structure_are_chosen(string asked, int[] groups)
    {
        MadeCensus made = new();
        int widget = made.Group(144, 53, Table(0, Acme, "_ZTVN4acme6WidgetE"));
        made.Under(widget, 120, 3008, 53);
        made.Group(96, 11, Table(0, Acme, "_ZTVN4acme6GadgetE"));
        made.Group(256, 7);
        Snapshot snapshot = new() { TakenAt = default, Target = new Target(), Cost = Cost.None, Status = new ProcessStatus(), Mappings = [], Census = made.Census() };

        Assert.Equal(groups, new PeekGroups(asked, []).Of(snapshot).Order());
    }
}
