namespace Fathom.Evidence.Profiles;

/// <summary>What one frame is known by; texts are numbers into the table that it stands in.</summary>
/// <param name="Address">The return address; 0 where the profile has names only.</param>
/// <param name="Name">Of the function as the profile or the symbol table has it; 0 for none.</param>
/// <param name="Library">The path of the file that it was mapped from; 0 for none.</param>
/// <param name="Offset">The address as the library's own file counts; 0 where that is not known.</param>
/// <param name="File">Of the source.</param>
/// <param name="IsExact">The address is that of the instruction that ran, and no return address.</param>
public readonly record struct ProfileFrame(ulong Address, int Name, int Library, ulong Offset = 0, int File = 0, int Line = 0, bool IsExact = false);

/// <summary>Each frame of a profile once.</summary>
public sealed class ProfileFrames(ProfileFrame[] frames, IReadOnlyList<string> texts)
{
    public int Count => frames.Length;

    /// <summary>The first is empty.</summary>
    public IReadOnlyList<string> Texts => texts;

    public ProfileFrame this[int frame] => frames[frame];

    public string NameOf(int frame) => texts[frames[frame].Name];

    public string LibraryOf(int frame) => texts[frames[frame].Library];
}
