namespace Fathom.Findings.Rules;

/// <summary>Who keeps it, for a title.</summary>
static class Holders
{
    public static string By(Rows rows) => rows.First?.Referrer is { } referrer ? " kept by " + referrer : "";
}
