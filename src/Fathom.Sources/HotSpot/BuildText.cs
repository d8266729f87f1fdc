namespace Fathom.Sources.HotSpot;

/// <summary>
/// "OpenJDK 64-Bit Server VM (17.0.15+6) for linux-amd64 JRE (17.0.15+6), built on …" (runtime/abstract_vm_version.cpp).
/// </summary>
static class BuildText
{
    public static (string Name, string Version)? Parse(string? text)
    {
        // The second pair of parentheses holds the version of the JDK; in JDK 8 the first is the VM's own (25.504-b08).
        int open = text?.IndexOf(" (", StringComparison.Ordinal) ?? -1;
        int runtime = text?.IndexOf(" JRE (", StringComparison.Ordinal) ?? -1;
        if (open <= 0 || runtime < open)
            return null;
        string rest = text![(runtime + " JRE (".Length)..];
        int close = rest.IndexOf(')', StringComparison.Ordinal);
        return close > 0 ? (text[..open], rest[..close]) : null;
    }
}
