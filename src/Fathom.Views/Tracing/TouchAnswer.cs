using Fathom.Accounting.Tracing;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Views.Profiles;

namespace Fathom.Views.Tracing;

/// <summary>`trace --touch`, ready to be shown.</summary>
public sealed record TouchAnswer(Target Target, TouchTrace Trace, TouchSummary Summary, ProfileAnswer Profile)
{
    /// <summary>In pages of 4 KiB.</summary>
    public Bytes Touched => Bytes.FromPages(Trace.Faults);

    public Bytes? Grown => Trace is { ResidentBefore: { } before, ResidentAfter: { } after } ? after - before : null;
}
