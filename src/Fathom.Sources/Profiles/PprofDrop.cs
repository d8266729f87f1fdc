namespace Fathom.Sources.Profiles;

/// <summary>Which functions a profile calls uninteresting, with all that they called (google/pprof, profile/prune.go).</summary>
sealed class PprofDrop(NameExpression drop, NameExpression? keep)
{
    /// <summary>For expressions made to take time; a thousand times what a real profile of 100,000 functions needs.</summary>
    const long MostCost = 2_000_000_000;

    static ReadOnlySpan<byte> NoNamespace => "(anonymous namespace)"u8;

    static ReadOnlySpan<byte> Call => "operator()"u8;

    public bool IsTooDear => drop.Cost + (keep?.Cost ?? 0) > MostCost;

    public bool Drops(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || IsTooDear)
            return false;
        ReadOnlySpan<byte> bare = WithoutArguments(name);
        return drop.Fits(bare) && keep?.Fits(bare) != true;
    }

    static ReadOnlySpan<byte> WithoutArguments(ReadOnlySpan<byte> name)
    {
        // PowerPC's first ABI puts a dot before each.
        if (name[0] == '.')
            name = name[1..];
        for (int at = 0; at < name.Length; at++)
        {
            if (name[at..].StartsWith(NoNamespace))
                at += NoNamespace.Length - 1;
            else if (name[at..].StartsWith(Call))
                at += Call.Length - 1;
            else if (name[at] == '(')
                return name[..at];
        }
        return name;
    }
}
