namespace Fathom.Lab.Verifying;

/// <summary>How a verdict compares with the fault that is known.</summary>
public enum Outcome
{
    Right,

    /// <summary>Somebody was blamed who has done nothing.</summary>
    WrongBlame,

    Missed,

    CannotTell,
}

/// <summary>What the doctor was shown.</summary>
public enum Kind
{
    Fault,

    /// <summary>Looks alarming and is not: this has to be said.</summary>
    FalseLead,

    /// <summary>Repaired or healthy: nothing may be blamed.</summary>
    Sound,
}
