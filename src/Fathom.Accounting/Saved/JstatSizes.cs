namespace Fathom.Accounting.Saved;

/// <summary>Columns of jstat that are sizes in use, in words (jstat(1), -gc).</summary>
static class JstatSizes
{
    public static string? Word(string column) => column switch
    {
        "S0U" => "survivor 0 used",
        "S1U" => "survivor 1 used",
        "EU" => "eden used",
        "OU" => "old used",
        "PU" => "permanent used",
        "MU" => "metaspace used",
        "CCSU" => "class space used",
        _ => null,
    };
}
