namespace Fathom.Evidence.Profiles;

/// <summary>A dump among others of its process, as its writer named it.</summary>
/// <param name="Series">The same for all dumps of one process.</param>
/// <param name="Number">Greater of a later one.</param>
public readonly record struct ProfileDump(string Series, long Number);
