using Fathom.Evidence;

namespace Fathom.Accounting.Comparison;

/// <summary>One line of a state: so many bytes, of so many things where they were counted.</summary>
/// <param name="Range">Of a mapping.</param>
/// <param name="Detail">Said of it beside its name: whose it is.</param>
public readonly record struct Measure(string Name, Bytes Bytes, long? Count = null, AddressRange? Range = null, string? Detail = null);
