using System.Globalization;

namespace Fathom.Views.Text;

/// <summary>What `lab verify` found: all that was not right, then the confusion matrix.</summary>
public static class VerifyView
{
    public static void Write(TextWriter to, int columns, IReadOnlyList<VerifyRow> rows, MatrixSums sums)
    {
        Table table = new(to, columns,
            new("OUTCOME", 11), new("JDK", 11), new("SCENARIO", 22), new("VARIANT", 15), new("PHASE", 5), new("EXPECTED", 13), new("SAID", 0));
        VerifyRow[] noted = [.. rows.Where(row => row.Outcome is not ("right" or "skipped"))];
        if (noted.Length > 0)
        {
            table.Header();
            foreach (VerifyRow row in noted)
            {
                table.Row(row.Outcome, row.Java, row.Scenario, row.Variant, row.Phase, row.Expected, row.Said);
                if (row.Why.Length > 0)
                    table.Under(row.Why);
            }
            to.WriteLine();
        }
        WriteMatrix(to, columns, sums);
        if (rows.Count(row => row.Outcome == "skipped") is > 0 and var skipped)
            to.WriteLine($"  {Number(skipped)} runs were skipped: what they need is not here (--json says what)");
    }

    static void WriteMatrix(TextWriter to, int columns, MatrixSums sums)
    {
        Table table = new(to, columns,
            new("SHOWN", 10), new("RIGHT", 5, Align.Right), new("WRONG BLAME", 11, Align.Right), new("MISSED", 6, Align.Right), new("CANNOT TELL", 11));
        table.Header();
        foreach (MatrixRow row in sums.Rows)
            table.Row(row.Kind, Number(row.Right), Number(row.WrongBlame), Number(row.Missed), Number(row.CannotTell).PadLeft(11));
        string share = sums.RightShare is { } right
            ? string.Create(CultureInfo.InvariantCulture, $"{right * 100:0.0} % of the faults told rightly")
            : "no fault was shown";
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {share}; wrong blames that were certain: {sums.CertainlyWrong}; {(sums.Passes ? "passed" : "not passed")}"));
    }

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
