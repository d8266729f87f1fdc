namespace Fathom.Sources.Formats.HotSpot;

/// <summary>What became of a line.</summary>
enum Reading
{
    Unknown,
    Understood,
    Broken,
}
