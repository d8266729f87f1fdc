namespace Fathom.Evidence;

/// <summary>Parts of a look that not every verb asks for.</summary>
[Flags]
public enum LookParts
{
    None = 0,
    Shares = 1,
    Malloc = 2,
    Census = 4,
    Reach = 8,
    Figures = 16,
    OpenFiles = 32,
    NmtBlocks = 64,
    Container = 128,
    Answers = 256,
    Peek = 512,
}
