using System.Text;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>The few Java objects that are read by name: thread names, and the totals of java.nio.Bits.</summary>
sealed class JavaHeapFacts
{
    const string Thread = "java/lang/Thread", JavaString = "java/lang/String", Bits = "java/nio/Bits",
        AtomicLong = "java/util/concurrent/atomic/AtomicLong";

    const int MostTries = 20;
    const int LongestName = 1024;

    readonly Vm _vm;
    readonly Oops _oops;
    readonly Dictionary<string, Address> _klasses;
    readonly Dictionary<string, IReadOnlyDictionary<string, int>> _fields = [];

    readonly Dictionary<Address, bool> _threads = [];
    readonly Address? _heap;
    Address? _characters;
    int? _collections;

    /// <summary>Reads that were not believed at once, and made again.</summary>
    public long Retries { get; private set; }

    public JavaHeapFacts(Vm vm, VmFlags flags)
    {
        _vm = vm;
        _oops = new Oops(vm, flags);
        _heap = HeapReader.Object(vm);
        _klasses = Klasses.Find(vm, [Thread, JavaString, Bits, AtomicLong]);
        foreach ((string name, Address klass) in _klasses)
            _fields[name] = JavaFields.Of(vm, klass);
    }

    /// <summary>Thread.getName() of the object behind a JavaThread's handle.</summary>
    public string? ThreadName(Address? threadObjectHandle)
    {
        for (int i = 0; i < MostTries && threadObjectHandle is not null; i++)
        {
            int? collections = Collections();
            if (i > 0 || collections != _collections || _oops.HasTurned)
                _oops.Renew();
            _collections = collections;
            Address? thread = _oops.Handle(threadObjectHandle);
            // One that leads nowhere and is not null has turned since: the colour of the dead is the next one of the living.
            if (Offset(Thread, "name") is not { } at || (thread is null && _vm.Memory.Word(threadObjectHandle.Value) is null or 0))
                return null;
            // Every step on the way has to be what it must be, and still be the same afterwards: an object that was moved
            // leaves its place to others, of which a name can be made as well.
            Address? text = IsThread(thread) ? _oops.Field(thread, at) : null;
            if (Text(text) is { } name && _oops.Handle(threadObjectHandle) == thread && _oops.Field(thread, at) == text && IsThread(thread)
                && Collections() == collections)
                return name;
            Retries++;
        }
        return null;
    }

    /// <summary>One collection moves an object once. Two of them can bring another to its place, and it back again.</summary>
    int? Collections() => _vm.Int32(_heap, "CollectedHeap", "_total_collections");

    /// <summary>What allocateDirect has reserved and how many buffers; zero where no direct buffer was ever made.</summary>
    public DirectBuffers? DirectBuffers()
    {
        if (!_klasses.TryGetValue(Bits, out Address bits))
            return _klasses.Count > 0 ? new DirectBuffers(0, Bytes.Zero, Bytes.Zero) : null;
        long? count = Counter(bits, "COUNT", "count"), reserved = Counter(bits, "RESERVED_MEMORY", "reservedMemory"),
            capacity = Counter(bits, "TOTAL_CAPACITY", "totalCapacity");
        return count is { } n and >= 0 && reserved is { } r and >= 0 && capacity is { } c and >= 0
            ? new DirectBuffers(n, new Bytes(r), new Bytes(c))
            : null;
    }

    /// <summary>An AtomicLong that a static of Bits refers to (a plain long field named otherwise up to JDK 8).</summary>
    long? Counter(Address klass, string name, string older)
    {
        if ((Offset(Bits, name) ?? Offset(Bits, older)) is not { } at || Offset(AtomicLong, "value") is not { } valueAt
            || !_klasses.TryGetValue(AtomicLong, out Address atomic))
            return null;
        _oops.Begin();
        for (int i = 0; i < MostTries; i++)
        {
            _oops.Renew();
            Address? counter = _oops.Field(Mirror(klass), at);
            long? value = counter is { } object1 && _oops.Is(object1, atomic) ? unchecked((long?)_oops.Heap.Word(object1 + valueAt)) : null;
            // Moved between the two reads: the header may have been of the old copy.
            _oops.Renew();
            if (value is not null && _oops.Field(Mirror(klass), at) == counter && !_oops.IsUnclear)
                return value;
            Retries++;
        }
        return null;
    }

    Address? Mirror(Address klass) => _oops.Handle(Oops.Slot(_vm, klass, "Klass", "_java_mirror"));

    string? Text(Address? text)
    {
        if (!_klasses.TryGetValue(JavaString, out Address klass) || text is not { } at || !_oops.Is(at, klass)
            || Offset(JavaString, "value") is not { } valueAt || _oops.Field(at, valueAt) is not { } array
            || !IsCharacters(array) || _oops.Heap.Int32(array + _oops.ArrayLengthAt) is not { } length || length is < 0 or > LongestName)
            return null;
        // Compact strings since 9: coder 0 is Latin-1, else UTF-16; before, an array of char.
        bool wide = Offset(JavaString, "coder") is not { } coder || _oops.Heap.Byte(at + coder) != 0;
        bool chars = Offset(JavaString, "coder") is null;
        byte[] bytes = new byte[chars ? length * 2 : length];
        if (_oops.Heap.Read(array + _oops.ArrayDataAt, bytes) != bytes.Length || !_oops.Is(at, klass)
            || !IsCharacters(array) || _oops.Field(at, valueAt) != array)
            return null;
        return wide ? Encoding.Unicode.GetString(bytes) : Encoding.Latin1.GetString(bytes);
    }

    /// <summary>Its class is Thread, or descends from it.</summary>
    bool IsThread(Address? oop)
    {
        const int deepest = 64;
        Address? klass = oop is { } at ? _oops.KlassAt(at) : null;
        if (klass is not { } first || !_klasses.TryGetValue(Thread, out Address wanted))
            return false;
        if (!_threads.TryGetValue(first, out bool known))
        {
            for (int i = 0; i < deepest && klass is { } one && !known; i++, klass = _vm.Pointer(one, "Klass", "_super"))
                known = one == wanted;
            // What is no thread now may be one when the memory is used for another class.
            if (known)
                _threads[first] = true;
        }
        return known;
    }

    /// <summary>An array of byte or char, by the name of its class.</summary>
    bool IsCharacters(Address oop)
    {
        if (_oops.KlassAt(oop) is not { } klass)
            return false;
        if (_characters is { } known)
            return known == klass;
        if (Klasses.Name(_vm, klass) is not ("[B" or "[C"))
            return false;
        _characters = klass;
        return true;
    }

    int? Offset(string type, string field) =>
        _fields.TryGetValue(type, out IReadOnlyDictionary<string, int>? fields) && fields.TryGetValue(field, out int offset)
            ? offset
            : null;
}
