namespace Fathom.Evidence.HotSpot;

/// <param name="Name">In the JVM's spelling: "[B", "java.lang.String".</param>
/// <param name="Module">With its version, where one is printed: "java.base@17.0.15".</param>
public sealed record ClassCount(string Name, string? Module, long Instances, Bytes Size);
