using System.Globalization;

namespace Fathom.Lab;

/// <summary>Feature releases, both ends included.</summary>
public readonly record struct JdkRange(int First, int Last = int.MaxValue)
{
    public static JdkRange Any => new(8);

    /// <summary>A Java whose release nothing tells is tried.</summary>
    public bool Has(int feature) => feature == 0 || (feature >= First && feature <= Last);

    public override string ToString() => Last == int.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"JDK {First} and later")
        : string.Create(CultureInfo.InvariantCulture, $"JDK {First} to {Last}");
}
