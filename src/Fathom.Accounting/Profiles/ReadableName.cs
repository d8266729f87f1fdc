using Fathom.Accounting.Names;

namespace Fathom.Accounting.Profiles;

/// <summary>The name of a function as its programmer wrote it.</summary>
public static class ReadableName
{
    public static string Of(string symbol)
    {
        // "malloc@@GLIBC_2.2.5": linkers put versions into the names of .symtab, too.
        int version = symbol.IndexOf('@', StringComparison.Ordinal);
        string name = version > 0 ? symbol[..version] : symbol;
        return RustV0Name.Of(name) ?? RustName.Of(name) ?? ItaniumName.Of(name) ?? name;
    }
}
