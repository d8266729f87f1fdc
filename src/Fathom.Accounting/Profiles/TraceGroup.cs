namespace Fathom.Accounting.Profiles;

/// <summary>What a row of a trace is.</summary>
public enum TraceGroup
{
    /// <summary>Who called malloc, and for which line of Java.</summary>
    Stack,

    /// <summary>The Java method for which it was called, the JDK's own passed over where another follows.</summary>
    Method,

    /// <summary>That method with its line; where it has none, the next one that has.</summary>
    Line,

    /// <summary>The native function that called malloc.</summary>
    Function,
    Library,
    Thread,
}

/// <summary>The order of the rows of a trace.</summary>
public enum TraceSort
{
    /// <summary>By what lives.</summary>
    Live,

    /// <summary>By what it grew by of late.</summary>
    Growth,

    /// <summary>By what was made a second, freed again or not.</summary>
    Rate,
}
