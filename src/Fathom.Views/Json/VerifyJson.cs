using Fathom.Evidence;
using Fathom.Views.Text;

namespace Fathom.Views.Json;

/// <summary>`lab verify --json`.</summary>
public static class VerifyJson
{
    public static void Write(Stream to, IReadOnlyList<VerifyRow> rows, MatrixSums sums) =>
        JsonHead.Write(to, DateTimeOffset.UtcNow, null, [], Cost.None, json =>
        {
            json.WriteStartObject("lab");
            json.WriteStartArray("looks");
            foreach (VerifyRow row in rows)
            {
                json.WriteStartObject();
                json.WriteString("java", row.Java);
                json.WriteString("scenario", row.Scenario);
                json.WriteString("variant", row.Variant);
                json.WriteString("phase", row.Phase);
                json.WriteString("expected", row.Expected);
                json.WriteString("said", row.Said);
                json.WriteString("outcome", row.Outcome);
                json.WriteBoolean("certainly_wrong", row.IsCertainlyWrong);
                json.WriteString("why", row.Why);
                json.WriteNumber("run_s", Math.Round(row.Seconds, 1));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("matrix");
            foreach (MatrixRow row in sums.Rows)
            {
                json.WriteStartObject();
                json.WriteString("shown", row.Kind);
                json.WriteNumber("right", row.Right);
                json.WriteNumber("wrong_blame", row.WrongBlame);
                json.WriteNumber("missed", row.Missed);
                json.WriteNumber("cannot_tell", row.CannotTell);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            if (sums.RightShare is { } share)
                json.WriteNumber("right_share", Math.Round(share, 4));
            else
                json.WriteNull("right_share");
            json.WriteNumber("certainly_wrong", sums.CertainlyWrong);
            json.WriteBoolean("passed", sums.Passes);
            json.WriteEndObject();
        });
}
