using Fathom.Sources.Native;

namespace Fathom.Sources.Kernel;

/// <summary>How many files this process may have open.</summary>
static unsafe class Descriptors
{
    const nint NumberOfFiles = 7;

    /// <summary>Raises the limit where it is too low; false where that is not allowed.</summary>
    public static bool Allow(long wanted)
    {
        Libc.ResourceLimit limit;
        if (Libc.SystemCall(Libc.ResourceLimitCall, 0, NumberOfFiles, 0, (nint)(&limit)) != 0)
            return false;
        if (limit.Soft >= (ulong)wanted)
            return true;
        Libc.ResourceLimit raised = new() { Soft = (ulong)wanted, Hard = Math.Max(limit.Hard, (ulong)wanted) };
        return Libc.SystemCall(Libc.ResourceLimitCall, 0, NumberOfFiles, (nint)(&raised), 0) == 0;
    }
}
