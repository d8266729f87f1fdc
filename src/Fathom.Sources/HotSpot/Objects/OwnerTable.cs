using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Finds, for each class of the heap, the rows of the table that it falls under, and where the fields they ask for lie.</summary>
sealed class OwnerTable(Vm vm, ReferenceForm form, IReadOnlyList<NativeOwner> rows)
{
    const int DeepestClass = 64;

    readonly Dictionary<ulong, int> _byKlass = [];
    readonly List<OwnedClass> _classes = [];

    public IReadOnlyList<OwnedClass> Classes => _classes;

    public void Clear()
    {
        foreach (OwnedClass owned in _classes)
            owned.Clear();
    }

    /// <summary>The index of the class's entry; below zero where it owns nothing.</summary>
    public int Of(Address klass)
    {
        string? pattern = null;
        List<Address> line = [];
        for (Address? at = klass; at is { } one && line.Count < DeepestClass && pattern is null; at = vm.Pointer(one, "Klass", "_super"))
        {
            if (line.Count > 0 && _byKlass.TryGetValue(one.Value, out int known))
            {
                pattern = known >= 0 && _classes[known].WithSubclasses ? _classes[known].Pattern : null;
                break;
            }
            pattern = PatternOf(Klasses.Name(vm, one), line.Count > 0);
            line.Add(one);
        }
        return _byKlass[klass.Value] = pattern is null ? -1 : Add(klass, pattern);
    }

    string? PatternOf(string? name, bool isAncestor)
    {
        if (name is not null)
        {
            foreach (NativeOwner row in rows)
            {
                if ((row.WithSubclasses || !isAncestor) && row.Names(name))
                    return row.Class;
            }
        }
        return null;
    }

    int Add(Address klass, string pattern)
    {
        NativeOwner[] mine = [.. rows.Where(row => row.Class == pattern)];
        Dictionary<string, int> fields = [];
        Address? at = klass;
        for (int i = 0; i < DeepestClass && at is { } one; i++, at = vm.Pointer(one, "Klass", "_super"))
        {
            foreach ((string name, int offset) in JavaFields.Of(vm, one))
                fields.TryAdd(name, offset);
        }
        _classes.Add(new OwnedClass(Klasses.Name(vm, klass) ?? "", pattern, mine, fields, form));
        return _classes.Count - 1;
    }
}
