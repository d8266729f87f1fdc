using Fathom.Accounting.Tracing;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;
using Fathom.Views.Profiles;

namespace Fathom.Views.Tracing;

/// <summary>`trace --os`, ready to be shown.</summary>
/// <param name="Profile">The same for the forms of a profile.</param>
public sealed record OsAnswer(Target Target, OsTrace Trace, OsSummary Summary, ProfileAnswer Profile);
