namespace Fathom.Evidence.HotSpot;

/// <param name="Notes">"com", "shrd", "nothp" …</param>
/// <param name="Owners">The VM's words, such as JAVAHEAP or STACK-31371-Attach-Listener; empty where it has none.</param>
/// <param name="File">Empty for anonymous memory.</param>
public sealed record SystemMapRow(
    AddressRange Range, Bytes Size, Access Access, Bytes Resident, Bytes HugePages, Bytes PageSize,
    IReadOnlyList<string> Notes, IReadOnlyList<string> Owners, string File);
