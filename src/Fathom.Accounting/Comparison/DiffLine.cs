using Fathom.Evidence;

namespace Fathom.Accounting.Comparison;

public enum DiffKind
{
    Grown,
    Shrunk,
    New,
    Gone,

    /// <summary>Of so many bytes as before; the count is another.</summary>
    Same,
}

/// <summary>One thing then and now; one of them is null where it was not there.</summary>
public readonly record struct DiffLine(Measure? Before, Measure? After)
{
    public Bytes By => Now - Then;

    public Bytes Then => Before?.Bytes ?? Bytes.Zero;

    public Bytes Now => After?.Bytes ?? Bytes.Zero;

    /// <summary>Null where it was not counted on one of the sides it is on.</summary>
    public long? CountBy => (Before, After) switch
    {
        ({ Count: { } then }, { Count: { } now }) => now - then,
        (null, { Count: { } now }) => now,
        ({ Count: { } then }, null) => -then,
        _ => null,
    };

    /// <summary>As it is called now.</summary>
    public Measure Named => After ?? Before!.Value;

    public DiffKind Kind => (Before, After) switch
    {
        (null, _) => DiffKind.New,
        (_, null) => DiffKind.Gone,
        _ => By.Value switch { > 0 => DiffKind.Grown, < 0 => DiffKind.Shrunk, _ => DiffKind.Same },
    };
}
