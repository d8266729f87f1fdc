namespace Fathom.Accounting.Profiles;

/// <summary>What counts as one and the same in a stack.</summary>
public enum ProfileGrain
{
    Function,

    /// <summary>A line of the source where the profile knows it, else an address in a file.</summary>
    Line,
    Library,
}
