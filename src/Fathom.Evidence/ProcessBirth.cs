namespace Fathom.Evidence;

/// <summary>From /proc/PID/stat: who the process is, beyond its number.</summary>
/// <param name="StartTicks">Clock ticks after boot at which it started; pid and this together never come again.</param>
public readonly record struct ProcessBirth(int ParentPid, ulong StartTicks, bool IsKernelThread);
