namespace Fathom.Sources.HotSpot.Objects;

/// <summary>A field with a number, int or long.</summary>
readonly record struct NumberField(string Name, int Length)
{
    public static NumberField Int(string name) => new(name, 4);

    public static NumberField Long(string name) => new(name, 8);
}

/// <summary>A Java class whose objects own memory outside of the Java heap, and what its fields tell of that.</summary>
/// <param name="Class">In the JVM's own spelling; a star in front stands for the package of a shaded copy.</param>
/// <param name="Owns">What an object of it holds outside of the heap, in words.</param>
sealed record NativeOwner(string Class, string Owns)
{
    /// <summary>Classes that descend from it count as well, each under its own name.</summary>
    public bool WithSubclasses { get; init; }

    /// <summary>The field with the bytes it owns.</summary>
    public NumberField? Size { get; init; }

    /// <summary>The field that is zero before it owns anything and once that was given back.</summary>
    public NumberField? Open { get; init; }

    /// <summary>The field that turns negative once what it owned was given back.</summary>
    public NumberField? OpenUntilNegative { get; init; }

    /// <summary>References that must be there; with <see cref="Without"/> they tell kinds of one class apart.</summary>
    public IReadOnlyList<string> With { get; init; } = [];

    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Leads to what an object of another row owns, or owns nothing: who keeps it is no question.</summary>
    public bool IsShell { get; init; }

    /// <summary>The JVM itself refers to an open one, though no dump may say so.</summary>
    public bool IsKeptWhileOpen { get; init; }

    public bool Names(string name) =>
        Class[0] == '*' ? name.EndsWith(Class[1..], StringComparison.Ordinal) : name == Class;
}
