namespace Fathom.Evidence.HotSpot;

/// <param name="Value">"true" and "false" for switches, whichever form they were printed in.</param>
/// <param name="Type">"size_t", "bool" …; printed by -all only.</param>
/// <param name="Kind">"product", "pd product", "diagnostic" …; printed by -all only.</param>
/// <param name="Origin">Who set it: "default", "command line", "ergonomic". JDK 8 marks set ones with ":=" only.</param>
public sealed record VmFlag(string Name, string Value, string? Type = null, string? Kind = null, string? Origin = null);
