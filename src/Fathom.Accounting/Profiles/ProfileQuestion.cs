namespace Fathom.Accounting.Profiles;

/// <summary>What is asked of profiles.</summary>
public sealed record ProfileQuestion
{
    /// <summary>A column by its name; null for the first of bytes in use, of bytes, of anything.</summary>
    public string? Column { get; init; }

    public ProfileGrain Grain { get; init; }

    /// <summary>Only stacks with a frame that fits.</summary>
    public FramePattern? Focus { get; init; }

    /// <summary>No stack with a frame that fits.</summary>
    public FramePattern? Ignore { get; init; }

    /// <summary>Frames of the allocator's own stay on the stacks.</summary>
    public bool KeepsAllocator { get; init; }
}
