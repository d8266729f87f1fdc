using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Sources.HeapDumps;

/// <summary>All classes of the dump, by number.</summary>
sealed class DumpClasses
{
    /// <summary>No JVM has more ancestors; a damaged dump may have a ring of them.</summary>
    const int MostAncestors = 200;

    /// <summary>Fields of other libraries in which an address of the native side is wont to stand.</summary>
    static readonly HashSet<string> HandleNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "address", "nativeAddress", "baseAddress", "memoryAddress", "handle", "nativeHandle", "nativeHandle_", "_nativeHandle", "ptr", "nativePtr", "pointer",
        "nativePointer", "_ptr", "mPtr", "mNativePtr", "peer", "nativePeer", "nativeObj", "nativeObject", "ctx", "nativeContext", "nativeRef", "swigCPtr",
    };

    static readonly HashSet<string> LastWords = [.. NativeOwners.All.Select(row => row.Class[(row.Class.LastIndexOf('/') + 1)..])];

    /// <summary>What is told of classes themselves: they are objects of java.lang.Class.</summary>
    public const int OfClasses = -1000;

    readonly IdTable _numbers = new();
    readonly List<DumpClass> _classes = [];
    readonly List<DumpOwnerKind> _kinds = [];
    readonly int _id;
    readonly DumpNames _names;

    public DumpClasses(DumpIndex index, Dictionary<ulong, DumpClassText> texts, int idLength)
    {
        (_id, _names) = (idLength, index.Names);
        foreach ((ulong id, ulong name) in index.ClassNames)
            Add(id, index.Names.Of(name));
        foreach (ulong id in texts.Keys)
            Number(id);
        Told = texts.Count;
        Link(texts, index.Names);
    }

    /// <summary>How many objects there are of each, and how far apart they lie.</summary>
    public void Take(IReadOnlyList<DumpSumming> sums)
    {
        foreach (DumpSumming sum in sums)
        {
            for (int i = 0; i < sum.Tallies.Length; i++)
            {
                ref readonly ClassTally tally = ref sum.Tallies[i];
                ref ClassTally all = ref _classes[i].Tally;
                all.Count += tally.Count;
                if (tally.Least != 0)
                    all.Meet(tally.Least, tally.Same);
            }
        }
        foreach (DumpSumming sum in sums)
        {
            foreach ((ulong id, long count) in sum.Strangers)
                _classes[Number(id)].Tally.Count += count;
        }
        // A class is told by a record of its own, and is an object of java.lang.Class as well.
        if (_classes.Find(one => one.InternalName == "java/lang/Class") is { } classOfClasses)
            classOfClasses.Tally.Count += Told;
    }

    public DumpClass this[int number] => _classes[number];

    public int Count => _classes.Count;

    public IReadOnlyList<DumpOwnerKind> Kinds => _kinds;

    /// <summary>Those that a record tells.</summary>
    public int Told { get; }

    public int Find(ulong id) => _numbers.Find(id);

    public string? StaticName(int number, int field) =>
        field < _classes[number].Statics.Count ? _names.Of(_classes[number].Statics[field].Name) : null;

    int Number(ulong id) => _numbers.Find(id) is >= 0 and var number ? number : Add(id, "?");

    int Add(ulong id, string name)
    {
        _classes.Add(new DumpClass(id, name));
        _numbers.Add(id, _classes.Count - 1);
        return _classes.Count - 1;
    }

    void Link(Dictionary<ulong, DumpClassText> texts, DumpNames names)
    {
        foreach (DumpClass one in _classes)
        {
            if (texts.TryGetValue(one.Id, out DumpClassText text))
                (one.IsTold, one.Loader, one.Statics, one.Super) = (true, text.Loader, text.Statics, Find(text.Super) is >= 0 and var super ? _classes[super] : null);
        }
        for (int i = 0; i < _classes.Count; i++)
        {
            if (!_classes[i].IsArray)
                Lay(i, texts, names);
        }
    }

    /// <summary>An object has the fields of its own class first, then those of each ancestor (hprof's manual; DumperSupport::dump_instance_fields).</summary>
    void Lay(int number, Dictionary<ulong, DumpClassText> texts, DumpNames names)
    {
        DumpClass one = _classes[number];
        List<int> references = [];
        List<string> referenceNames = [];
        Dictionary<string, DumpPlace> places = [];
        List<string> ancestors = [];
        int at = 0, all = 0, belowPhantom = 0, watched = -1;
        bool isPhantom = false, watches = false;
        DumpClass? each = one;
        for (int steps = 0; each is not null && steps < MostAncestors; each = each.Super, steps++)
        {
            ancestors.Add(each.InternalName);
            if (each.InternalName == "java/lang/ref/PhantomReference")
                (isPhantom, belowPhantom) = (true, references.Count);
            // A soft reference keeps what it has until memory is short.
            watches |= each.InternalName is "java/lang/ref/PhantomReference" or "java/lang/ref/WeakReference" or "java/lang/ref/FinalReference";
            foreach (DumpField field in texts.TryGetValue(each.Id, out DumpClassText text) ? text.Fields : [])
            {
                string name = names.Of(field.Name);
                places.TryAdd(name, new DumpPlace(at, field.Type));
                if (field.Type == DumpTypes.Object)
                {
                    all++;
                    bool isReferent = watches && each.InternalName == "java/lang/ref/Reference" && name == "referent";
                    watched = isReferent ? at : watched;
                    if (!isReferent)
                    {
                        references.Add(at);
                        referenceNames.Add(name);
                    }
                }
                at += DumpTypes.Length(field.Type, _id);
            }
        }
        (one.References, one.ReferenceNames, one.FieldBytes, one.FieldReferences) = ([.. references], [.. referenceNames], at, all);
        if (isPhantom)
            (one.Actions, one.Watched) = (belowPhantom, watched);
        one.AllReferences = one.IsPhantom ? [.. references, watched] : one.References;
        one.Kinds = [.. KindsOf(number, ancestors, places)];
    }

    IEnumerable<DumpOwnerKind> KindsOf(int number, List<string> ancestors, Dictionary<string, DumpPlace> places)
    {
        bool isKnown = false;
        foreach (NativeOwner row in ancestors.Any(IsNamed) ? NativeOwners.All : [])
        {
            if (!ancestors.Take(row.WithSubclasses ? ancestors.Count : 1).Any(row.Names) || !row.With.Concat(row.Without).All(places.ContainsKey))
                continue;
            isKnown = true;
            yield return Add(new DumpOwnerKind(_kinds.Count, number, row.Owns, _id)
            {
                IsShell = row.IsShell,
                IsKeptWhileOpen = row.IsKeptWhileOpen,
                With = [.. row.With.Select(name => places[name])],
                Without = [.. row.Without.Select(name => places[name])],
                Size = Place(row.Size),
                Open = Place(row.Open),
                OpenUntilNegative = Place(row.OpenUntilNegative),
                Address = Place(row.Open) ?? (row.Size is null ? null : Place(NumberField.Long("address"))),
            });
        }
        if (isKnown || _classes[number].IsJdk)
            yield break;
        foreach ((string name, DumpPlace place) in places)
        {
            if (place.Type == 11 && HandleNames.Contains(name))
                yield return Add(new DumpOwnerKind(_kinds.Count, number, $"what its long {name} leads to, if that is an address", _id) { Open = place, Address = place, IsGuess = true });
        }

        DumpPlace? Place(NumberField? field) => field is { } known && places.TryGetValue(known.Name, out DumpPlace place) ? place : null;
    }

    /// <summary>Of thousands of classes few are in a row or descend from one that is: a look at the last word of the name spares the rest.</summary>
    static bool IsNamed(string name) => LastWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name.AsSpan(name.LastIndexOf('/') + 1));

    DumpOwnerKind Add(DumpOwnerKind kind)
    {
        _kinds.Add(kind);
        return kind;
    }
}
