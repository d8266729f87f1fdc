namespace Fathom.Evidence;

/// <summary>How the process ends; the same for every verb (README, "Exit codes").</summary>
public static class ExitCode
{
    public const int Fine = 0;
    public const int Finding = 1;
    public const int Usage = 2;
    public const int NoTarget = 3;
    public const int NotPermitted = 4;
    public const int CannotTell = 5;
    public const int GuardRail = 6;
    public const int Internal = 70;
    public const int Interrupted = 130;
}
