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

    /// <summary>What is told of classes themselves: they are objects of java.lang.Class.</summary>
    public const int OfClasses = -1000;

    readonly IdTable _numbers = new();
    readonly List<DumpClass> _classes = [];
    readonly List<DumpOwnerKind> _kinds = [];
    readonly int _id;
    readonly DumpNames _names;

    public DumpClasses(DumpIndex index, IEnumerable<DumpCounting> counted, int idLength)
    {
        (_id, _names) = (idLength, index.Names);
        foreach ((ulong id, ulong name) in index.ClassNames)
            Add(id, index.Names.Of(name));
        Dictionary<ulong, DumpClassText> texts = [];
        foreach (DumpCounting counting in counted)
        {
            foreach ((ulong id, DumpClassText text) in counting.Classes)
                texts[id] = text;
            foreach (ref readonly ClassTally tally in counting.Tallies)
            {
                DumpClass one = _classes[Number(tally.Id)];
                one.Count += tally.Count;
                if (one.Least == 0 || (tally.Least != 0 && tally.Least < one.Least))
                    one.Least = tally.Least;
            }
        }
        foreach (ulong id in texts.Keys)
            Number(id);
        // A class is told by a record of its own, and is an object of java.lang.Class as well.
        if (_classes.Find(one => one.InternalName == "java/lang/Class") is { } classOfClasses)
            classOfClasses.Count += texts.Count;
        Link(texts, index.Names);
    }

    public DumpClass this[int number] => _classes[number];

    public int Count => _classes.Count;

    public IReadOnlyList<DumpOwnerKind> Kinds => _kinds;

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
                (one.Loader, one.Statics, one.Super) = (text.Loader, text.Statics, Find(text.Super) is >= 0 and var super ? _classes[super] : null);
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
        if (one.Count > 0)
            one.Kinds = [.. KindsOf(number, ancestors, places)];
    }

    IEnumerable<DumpOwnerKind> KindsOf(int number, List<string> ancestors, Dictionary<string, DumpPlace> places)
    {
        bool isKnown = false;
        foreach (NativeOwner row in NativeOwners.All)
        {
            if (!ancestors.Take(row.WithSubclasses ? ancestors.Count : 1).Any(row.Names) || !row.With.Concat(row.Without).All(places.ContainsKey))
                continue;
            isKnown = true;
            yield return Add(new DumpOwnerKind(_kinds.Count, number, row.Owns, _id)
            {
                IsShell = row.IsShell,
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

    DumpOwnerKind Add(DumpOwnerKind kind)
    {
        _kinds.Add(kind);
        return kind;
    }
}
