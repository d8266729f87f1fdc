using System.Globalization;

namespace Fathom.Evidence.Tracing;

/// <summary>Sizes that malloc may be asked for, both ends among them.</summary>
public readonly record struct SizeRange(Bytes From, Bytes To)
{
    /// <summary>To the byte: sizes are what blocks are told apart by.</summary>
    public override string ToString() => From == To
        ? From.Value.ToString("N0", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{From.Value:N0} to {To.Value:N0}");
}
