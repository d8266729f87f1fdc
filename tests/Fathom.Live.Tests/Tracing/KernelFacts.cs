using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Kernel;

namespace Fathom.Live.Tests.Tracing;

/// <summary>What tests need that follow the kernel's events: root, tracefs, a kernel that has them.</summary>
static class KernelEvents
{
    static readonly Lazy<string?> Reason = new(() =>
    {
        Result<OsSession> own = OsSession.Begin(JvmProcess.Of(Environment.ProcessId).Value);
        if (own.Ok)
            own.Value.Dispose();
        return own.Gap is { } gap ? $"{gap.What} ({gap.Where} {gap.Errno}); try: {gap.Try}" : null;
    });

    internal static string? Missing => Reason.Value;
}

sealed class KernelFactAttribute : FactAttribute
{
    public KernelFactAttribute() => Skip = KernelEvents.Missing;
}

sealed class KernelTheoryAttribute : TheoryAttribute
{
    public KernelTheoryAttribute(params int[] features) =>
        Skip = KernelEvents.Missing ?? features.Select(Machine.NoJdk).FirstOrDefault(reason => reason is not null);
}

sealed class KernelRootTheoryAttribute : TheoryAttribute
{
    public KernelRootTheoryAttribute(string suite) => Skip = KernelEvents.Missing ?? Machine.NoRoot(suite);
}
