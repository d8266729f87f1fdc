namespace Fathom.Views.Text;

/// <summary>One thing the lab has: a scenario with its variants, or a root with its versions.</summary>
public sealed record LabRow(string Name, string Kinds, string Words);
