using System.Text;
using System.Text.Json;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Tests.Views;

public sealed class VerifyViewTests
{
    static readonly VerifyRow Right = new()
    {
        Java = "17.0.15",
        Scenario = "gzip-unclosed",
        Variant = "leak",
        Phase = "B",
        Expected = "FTH012",
        Said = "FTH012",
        Outcome = "right",
        IsCertainlyWrong = false,
        Why = "",
        Seconds = 1.25,
    };

    static readonly VerifyRow Wrong = Right with
    {
        Variant = "fixed",
        Expected = "",
        Said = "FTH020",
        Outcome = "wrong blame",
        IsCertainlyWrong = true,
        Why = "FTH020 certain: a library leaks",
    };

    static readonly MatrixSums Sums = new([new("fault", 1, 0, 0, 0), new("sound", 0, 1, 0, 0)], 1, 1, false);

    [Fact]
    public void What_was_not_right_stands_above_the_matrix()
    {
        StringWriter text = new() { NewLine = "\n" };

        VerifyView.Write(text, 100, [Right, Wrong, Right with { Phase = "", Outcome = "skipped", Why = "needs a jar" }], Sums);

        Assert.Equal("""
              OUTCOME      JDK          SCENARIO                VARIANT          PHASE  EXPECTED       SAID
              wrong blame  17.0.15      gzip-unclosed           fixed            B                     FTH020
                           FTH020 certain: a library leaks

              SHOWN       RIGHT  WRONG BLAME  MISSED  CANNOT TELL
              fault           1            0       0            0
              sound           0            1       0            0
              100.0 % of the faults told rightly; wrong blames that were certain: 1; not passed
              1 runs were skipped: what they need is not here (--json says what)

            """.ReplaceLineEndings("\n"), text.ToString());
    }

    [Fact]
    public void The_same_stands_in_JSON_with_all_looks()
    {
        using MemoryStream bytes = new();

        VerifyJson.Write(bytes, [Right, Wrong], Sums);

        JsonElement lab = JsonDocument.Parse(Encoding.UTF8.GetString(bytes.ToArray())).RootElement.GetProperty("lab");
        Assert.Equal(["right", "wrong blame"], lab.GetProperty("looks").EnumerateArray().Select(look => look.GetProperty("outcome").GetString()));
        Assert.Equal(1, lab.GetProperty("matrix")[0].GetProperty("right").GetInt32());
        Assert.Equal(1, lab.GetProperty("right_share").GetDouble());
        Assert.False(lab.GetProperty("passed").GetBoolean());
    }
}
