using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>What is asked of a class: where its objects have numbers that may be addresses, and references.</summary>
/// <param name="Name">As Java writes it.</param>
sealed record HeapClass(Address Klass, string Name)
{
    /// <summary>Offsets of the long fields, those of its ancestors included.</summary>
    public int[] Longs { get; init; } = [];

    /// <summary>Offsets of references that keep what they refer to.</summary>
    public int[] References { get; init; } = [];

    /// <summary>Its objects are run once what they watch is gone: what they refer to is there for its sake.</summary>
    public bool IsPhantom { get; init; }

    /// <summary>Its address may point into the middle of a block: a slice, or one that begins on a page.</summary>
    public bool IsBuffer { get; init; }

    public bool IsArray { get; init; }

    /// <summary>Where a java.lang.ref.Reference has what it watches; below zero for any other class.</summary>
    public int ReferentAt { get; init; } = -1;

    /// <summary>Where the fields end that java.lang.ref.Reference itself has.</summary>
    public int ReferenceEnd { get; init; }

    /// <summary>com.sun.jna is not the JDK's.</summary>
    public bool IsJdk { get; } = IsOfJdk(Name);

    public static bool IsOfJdk(string name)
    {
        if (name.StartsWith("com.sun.jna.", StringComparison.Ordinal))
            return false;
        foreach (string package in (ReadOnlySpan<string>)["java.", "jdk.", "sun.", "javax.", "com.sun.", "org.xml.sax.", "org.w3c.dom."])
        {
            if (name.StartsWith(package, StringComparison.Ordinal))
                return true;
        }
        return false;
    }
}
