using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>The classes that were met, each read once.</summary>
sealed class ClassTable(Func<Address, ClassTable, HeapClass?> read, Func<HeapClass, int, bool, string?> fieldName)
{
    readonly Dictionary<ulong, int> _numbers = [];
    readonly List<HeapClass> _classes = [];
    readonly Dictionary<(int, int, bool), string?> _fields = [];

    public HeapClass this[int number] => _classes[number];

    /// <summary>Below zero where it is not understood.</summary>
    public int Of(Address klass)
    {
        if (_numbers.TryGetValue(klass.Value, out int known))
            return known;
        // Until it is read it is its own ancestor, in damaged memory: that ends there.
        _numbers[klass.Value] = -1;
        if (read(klass, this) is not { } found)
            return -1;
        _classes.Add(found);
        return _numbers[klass.Value] = _classes.Count - 1;
    }

    /// <summary>Null where no field of that kind lies there.</summary>
    public string? FieldName(int number, int offset, bool isStatic)
    {
        if (!_fields.TryGetValue((number, offset, isStatic), out string? name))
            _fields[(number, offset, isStatic)] = name = fieldName(_classes[number], offset, isStatic);
        return name;
    }
}
