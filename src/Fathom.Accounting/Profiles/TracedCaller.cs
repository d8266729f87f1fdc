using Fathom.Evidence.Profiles;

namespace Fathom.Accounting.Profiles;

/// <summary>The frames of a stack that matter: who called malloc, and on whose behalf.</summary>
/// <param name="Native">The innermost function that says something; null where there is none.</param>
/// <param name="Library">Its library.</param>
readonly record struct TracedCaller(string? Native, string? Library, JavaCaller Java)
{
    // Functions of HotSpot's through which all of it allocates: who called them is the answer (os.cpp, allocation.cpp, arena.cpp).
    static readonly string[] Wrappers =
    [
        "os::malloc(", "os::realloc(", "AllocateHeap(", "ReallocateHeap(", "AnyObj::", "ResourceObj::operator new", "CHeapObj", "Arena::", "Chunk::", "ChunkPool::", "resource_allocate_bytes(",
    ];

    public static TracedCaller Of(AllocationProfile profile, int stack)
    {
        NativeCaller native = new();
        JavaCaller java = new();
        for (int at = stack; at > 0; at = profile.Stacks.Parents[at])
        {
            int frame = profile.Stacks.Frames[at];
            if (profile.Frames[frame].Address == 0)
                java.Take(profile.Frames, frame);
            // Behind a method of the application's comes what called it.
            else if (!java.IsOwn)
                native.Take(profile.Frames, frame);
        }
        return new TracedCaller(native.Name, native.Library, java);
    }

    /// <summary>The innermost function that says something, from the inside out.</summary>
    struct NativeCaller
    {
        string? _named, _bare, _bareLibrary, _wrapper, _namedLibrary, _wrapperLibrary;

        public readonly string? Name => _named ?? _bare ?? _wrapper;

        public readonly string? Library => _named is not null ? _namedLibrary : _bare is not null ? _bareLibrary : _wrapperLibrary;

        public void Take(ProfileFrames frames, int frame)
        {
            if (_named is not null)
                return;
            string name = FrameLabels.Of(frames, frame, ProfileGrain.Function), library = FrameLabels.Of(frames, frame, ProfileGrain.Library);
            if (frames.NameOf(frame).Length == 0)
                (_bare, _bareLibrary) = (_bare ?? name, _bareLibrary ?? library);
            else if (IsWrapper(name))
                (_wrapper, _wrapperLibrary) = (_wrapper ?? $"{name} of {library}", _wrapperLibrary ?? library);
            // A function without a name belongs to the one with a name that calls it, in its own library; of another one it is the guest.
            else
                (_named, _namedLibrary) = _bare is null || _bareLibrary == library ? ($"{name} of {library}", library) : (_bare, _bareLibrary);
        }
    }

    static bool IsWrapper(string name) => Wrappers.Any(wrapper => name.StartsWith(wrapper, StringComparison.Ordinal));
}
