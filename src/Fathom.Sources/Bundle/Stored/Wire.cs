namespace Fathom.Sources.Bundle.Stored;

/// <summary>
/// How values stand in the file: a byte whose low three bits are the kind and whose high five are the number itself, or
/// 31 and the number behind it in groups of seven bits. Every value says where it ends, so that a reader passes over
/// those it does not know.
/// </summary>
static class Wire
{
    /// <summary>The end of a record.</summary>
    public const int End = 0;

    public const int Null = 1;

    public const int Number = 2;

    /// <summary>Its length in bytes, then UTF-8.</summary>
    public const int Text = 3;

    /// <summary>The values of a record, up to <see cref="End"/>.</summary>
    public const int Record = 4;

    /// <summary>Its count, then so many values.</summary>
    public const int List = 5;

    public const int KindBits = 3;

    /// <summary>From here on the number stands behind the byte.</summary>
    public const int Long = 31;
}
