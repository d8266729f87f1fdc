namespace Fathom.Evidence.HotSpot;

public readonly record struct NamedRange(string Name, AddressRange Range);
