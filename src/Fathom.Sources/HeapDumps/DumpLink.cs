namespace Fathom.Sources.HeapDumps;

/// <summary>An object that refers to a wanted one.</summary>
/// <param name="Class">Below zero where it was not met: what a Cleaner watches is known by its id alone.</param>
readonly record struct DumpLink(ulong From, int Class, int To, int Field, bool IsClass)
{
    /// <summary>Not by a field: an element, a Cleaner that watches, an object that is of the class, a class that is of the loader.</summary>
    public const int Element = -1, Watched = -2, OfClass = -3, OfLoader = -4;

    /// <summary>A class has statics: they stand beside it, for who has a class has nothing of its statics' owner.</summary>
    public const int Statics = -6;

    /// <summary>Nothing refers: the object whose id was known is of this class.</summary>
    public const int Itself = -5;
}
