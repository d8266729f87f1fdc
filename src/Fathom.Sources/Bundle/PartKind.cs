namespace Fathom.Sources.Bundle;

/// <summary>What a part is, so that a reader need not guess by its name.</summary>
public enum PartKind : byte
{
    /// <summary>What the bundle is: lines of NAME: VALUE.</summary>
    About = 0,

    /// <summary>A file of /proc/PID or of its cgroup, as read.</summary>
    ProcFile = 1,

    /// <summary>What the JVM answered to the command that the part is named after.</summary>
    Answer = 2,

    /// <summary>The evidence that was read out of all of it.</summary>
    Snapshot = 3,

    /// <summary>Texts of memory, as `peek` shows them.</summary>
    Contents = 4,

    /// <summary>What a case was joined from: names, order, and gaps of what could not be read.</summary>
    Given = 5,

    /// <summary>One text of those.</summary>
    GivenText = 6,
}
