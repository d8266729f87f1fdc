using Fathom.Evidence.Profiles;

namespace Fathom.Evidence.Tracing;

/// <summary>How a trace came to what it shows: the same stacks some time before, and how sure of each it is now.</summary>
/// <param name="Span">How long before.</param>
/// <param name="Stacks">For each stack of the profile: see <see cref="Bytes"/> and what follows.</param>
/// <param name="Threads">The same by thread, of which nobody counts what was made.</param>
public sealed record TraceWindow(TimeSpan Span, ProfileSamples Stacks, ProfileSamples Threads)
{
    /// <summary>The columns: what lived then, what had been made until then, and the deviation of what lives now.</summary>
    public const int Bytes = 0, Made = 1, Deviation = 2, Columns = 3;
}
