namespace Fathom.Evidence.HotSpot;

/// <summary>VM.flags, short or with -all.</summary>
public sealed record VmFlags
{
    public IReadOnlyList<VmFlag> Flags { get; init; } = [];

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];

    public string? this[string name]
    {
        get
        {
            foreach (VmFlag flag in Flags)
            {
                if (flag.Name == name)
                    return flag.Value;
            }
            return null;
        }
    }
}
