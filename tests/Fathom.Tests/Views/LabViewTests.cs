using Fathom.Views.Text;

namespace Fathom.Tests.Views;

public sealed class LabViewTests
{
    [Fact]
    public void Columns_are_as_wide_as_their_widest_cell()
    {
        using StringWriter to = new() { NewLine = "\n" };

        LabView.WriteScenarios(to, [new("gzip-unclosed", "leak fixed", "streams"), new("x", "y", "")]);

        Assert.Equal(
            """
            SCENARIO       VARIANTS    WHAT
            gzip-unclosed  leak fixed  streams
            x              y

            """, to.ToString());
    }
}
