using System.Globalization;
using Fathom.Evidence.Profiles;

namespace Fathom.Accounting.Profiles;

/// <summary>How a frame is called, the same in every process: never by an address where its file is known.</summary>
static class FrameLabels
{
    public const string NoStack = "(no stack recorded)";

    public static string Of(ProfileFrames frames, int frame, ProfileGrain grain)
    {
        string library = FileOf(frames.LibraryOf(frame));
        if (grain == ProfileGrain.Library)
            return library.Length > 0 ? library : frames[frame].Address == 0 ? "(no library)" : "(in no file)";
        string name = frames.NameOf(frame);
        ProfileFrame at = frames[frame];
        if (name.Length == 0)
            return library.Length == 0 ? $"0x{at.Address:x}" : at.Offset > 0 ? $"{library}+0x{at.Offset:x}" : $"0x{at.Address:x} in {library}";
        name = ReadableName.Of(name);
        if (grain != ProfileGrain.Line)
            return name;
        string source = FileOf(frames.Texts[at.File]);
        return source.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"{name} {source}:{at.Line}")
            : at.Offset > 0 ? $"{name} {library}+0x{at.Offset:x}" : name;
    }

    static string FileOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
