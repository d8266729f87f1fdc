using System.Globalization;
using Fathom.Accounting.Census;
using Fathom.Evidence.Profiles;

namespace Fathom.Accounting.Profiles;

/// <summary>
/// Who is to be named for each stack of a profile. Not the allocator, nor the C library, which allocate for others; the first
/// above them, and for some of those whoever made them ask. A stack is looked at once, below its callers: no way is walked twice.
/// </summary>
sealed class ProfiledStacks
{
    readonly AllocationProfile _profile;
    readonly FrameRole[] _roles;
    readonly string?[] _labels;
    readonly int[] _owners;

    // Of each stack: the nearest caller of another kind; the function of the JVM that it is below; the nearest methods, any and not the JDK's.
    readonly int[] _callers, _functions, _methods, _ownMethods;

    public ProfiledStacks(AllocationProfile profile)
    {
        _profile = profile;
        _roles = new FrameRole[profile.Frames.Count];
        for (int i = 0; i < _roles.Length; i++)
            _roles[i] = NativeFrame.RoleOf(profile.Frames, i);
        _labels = new string?[_roles.Length];
        int count = profile.Stacks.Count;
        (_owners, _callers, _functions, _methods, _ownMethods) = (new int[count], new int[count], new int[count], new int[count], new int[count]);
        Follow();
    }

    public readonly record struct Owned(NativeUse Kind, string Library, string? Asker, bool IsJavas);

    /// <summary>The stack whose innermost frame is to be named; 0 for none.</summary>
    public int OwnerOf(int stack) => _owners[stack];

    /// <summary>The method that made the call, or the JDK's own where no other is on the stack; 0 where none has a name.</summary>
    public int MethodOf(int owner) => _ownMethods[owner] > 0 ? _ownMethods[owner] : _methods[owner];

    // The JVM's own ways to malloc, which are on all of its stacks (memory/allocation.cpp, runtime/os.cpp, memory/arena.cpp).
    static readonly string[] Wrappers = ["os::malloc", "os::realloc", "AllocateHeap", "ReallocateHeap", "CHeapObj", "ResourceObj", "AnyObj", "Arena::", "Chunk", "resource_allocate"];
    const int MostWrappers = 8;

    /// <summary>The stack whose function says most: one of the JVM's that others call, or the first that is no wrapper of malloc's.</summary>
    public int ToldAt(int owner)
    {
        if (owner == 0 || _functions[owner] > 0)
            return _functions[owner];
        int at = owner;
        for (int i = 0; i < MostWrappers && IsWrapper(at) && _profile.Stacks.Parents[at] is > 0 and var caller && RoleAt(caller) == FrameRole.Jvm; i++)
            at = caller;
        return at;
    }

    bool IsWrapper(int stack) => RoleAt(stack) == FrameRole.Jvm && Array.Exists(Wrappers, wrapper => LabelAt(stack).StartsWith(wrapper, StringComparison.Ordinal));

    public Owned UseOf(int owner)
    {
        if (owner == 0)
            return new Owned(NativeUse.Unknown, "", null, false);
        string library = LibraryAt(owner);
        return RoleAt(owner) switch
        {
            FrameRole.Zlib => Asked(NativeUse.ZlibStream, library, owner),
            FrameRole.Zstd => Asked(NativeUse.ZstdContext, library, owner),
            FrameRole.Sqlite => Asked(NativeUse.Sqlite, library, owner),
            FrameRole.Unsafe or FrameRole.JniCopy or FrameRole.Jvm => OfJvm(library, owner),
            FrameRole.Jdk => new Owned(NativeUse.Jdk, library, null, true),
            FrameRole.Java when _methods[owner] != owner => new Owned(NativeUse.Unnamed, "", null, false),
            FrameRole.Java => new Owned(NativeUse.Function, "", null, true),
            _ => new Owned(library.Length > 0 ? NativeUse.Library : NativeUse.Function, library, null, false),
        };
    }

    public string LabelAt(int stack)
    {
        int frame = _profile.Stacks.Frames[stack];
        return _labels[frame] ??= FrameLabels.Of(_profile.Frames, frame, ProfileGrain.Function);
    }

    /// <summary>With the line of its source, where that is known.</summary>
    public string MethodAt(int stack)
    {
        string label = LabelAt(stack);
        int line = _profile.Frames[_profile.Stacks.Frames[stack]].Line;
        return line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{label}:{line}") : label;
    }

    void Follow()
    {
        ReadOnlySpan<int> parents = _profile.Stacks.Parents;
        var isHidden = new bool[parents.Length];
        // The nearest that is neither the allocator's nor a runtime's.
        var solid = new int[parents.Length];
        for (int i = 1; i < parents.Length; i++)
        {
            (FrameRole role, int parent, int above) = (RoleAt(i), parents[i], solid[parents[i]]);
            bool isSolid = role is not (FrameRole.Allocator or FrameRole.Runtime);
            isHidden[i] = isHidden[parent] || role == FrameRole.Allocator;
            _owners[i] = isHidden[i] || !isSolid ? _owners[parent] : i;
            solid[i] = isSolid ? i : above;
            _callers[i] = above > 0 && Kin(RoleAt(above)) == Kin(role) ? _callers[above] : above;
            _functions[i] = role is FrameRole.Unsafe or FrameRole.JniCopy ? i : role == FrameRole.Jvm && above > 0 && Kin(RoleAt(above)) == FrameRole.Jvm ? _functions[above] : 0;
            bool isMethod = role == FrameRole.Java && _profile.Frames.NameOf(_profile.Stacks.Frames[i]).Length > 0;
            _methods[i] = isMethod ? i : _methods[parent];
            _ownMethods[i] = isMethod && !JavaFrames.IsOfJdk(LabelAt(i).Replace('/', '.')) ? i : _ownMethods[parent];
        }
    }

    static FrameRole Kin(FrameRole role) => role is FrameRole.Unsafe or FrameRole.JniCopy ? FrameRole.Jvm : role;

    FrameRole RoleAt(int stack) => _roles[_profile.Stacks.Frames[stack]];

    string LibraryAt(int stack) => LibraryName.Short(_profile.Frames.LibraryOf(_profile.Stacks.Frames[stack]));

    /// <summary>What works for others: the first of another kind is who asked.</summary>
    Owned Asked(NativeUse kind, string library, int owner)
    {
        int caller = _callers[owner];
        bool isJavas = caller > 0 && Kin(RoleAt(caller)) is FrameRole.Jdk or FrameRole.Java or FrameRole.Jvm;
        return new Owned(kind, library, caller == 0 || isJavas ? null : NamedAt(caller), isJavas);
    }

    Owned OfJvm(string library, int owner)
    {
        int function = _functions[owner];
        if (function == 0)
            return new Owned(NativeUse.Jvm, library, null, false);
        if (RoleAt(function) == FrameRole.Unsafe)
            return new Owned(NativeUse.Unsafe, library, null, true);
        int caller = _callers[function];
        return new Owned(NativeUse.JniCopy, library, caller > 0 && RoleAt(caller) != FrameRole.Java ? NamedAt(caller) : null, false);
    }

    string NamedAt(int stack) => LibraryAt(stack) is { Length: > 0 } library ? library : LabelAt(stack);
}
