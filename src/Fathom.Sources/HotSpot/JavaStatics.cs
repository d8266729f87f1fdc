using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Statics of Java classes. They lie in the class's mirror, an object that collectors move: a value counts only if the
/// mirror's header says that it is one, and what led to the value leads there still after it was read.
/// </summary>
sealed class JavaStatics(Vm vm, Oops oops, Address mirrorKlass, Address atomicLong)
{
    const int MostTries = 20;

    /// <summary>A static of 4 or 8 bytes.</summary>
    public long? Number(Address klass, int at, int size) => Tried(() => TryNumber(klass, at, size));

    /// <summary>The value of an AtomicLong that a static refers to; "is null" where it refers to none.</summary>
    public (bool IsNull, long? Value) Counter(Address klass, int at, int valueAt) =>
        Tried<(bool, long?)>(() => TryCounter(klass, at, valueAt)) ?? (false, null);

    /// <summary>A number of 8 bytes in the object that a static refers to, whose class is this one or inherits from it.</summary>
    public long? NumberIn(Address klass, int at, Address wanted, int valueAt) => Tried(() => TryNumberIn(klass, at, wanted, valueAt));

    T? Tried<T>(Func<T?> read)
        where T : struct
    {
        oops.Begin();
        for (int i = 0; i < MostTries; i++)
        {
            oops.Renew();
            if (read() is { } value && !oops.IsUnclear)
                return value;
        }
        return null;
    }

    long? TryNumber(Address klass, int at, int size)
    {
        if (Mirror(klass) is not { } mirror)
            return null;
        long? value = size == 4 ? oops.Heap.Int32(mirror + at) : unchecked((long?)oops.Heap.Word(mirror + at));
        oops.Renew();
        return Mirror(klass) == mirror ? value : null;
    }

    (bool IsNull, long? Value)? TryCounter(Address klass, int at, int valueAt)
    {
        if (oops.Field(Mirror(klass), at) is not { } counter)
            return TryNumber(klass, at, 4) == 0 ? (true, null) : null;
        long? value = oops.Is(counter, atomicLong) ? unchecked((long?)oops.Heap.Word(counter + valueAt)) : null;
        oops.Renew();
        return value is not null && oops.Field(Mirror(klass), at) == counter ? (false, value) : null;
    }

    long? TryNumberIn(Address klass, int at, Address wanted, int valueAt)
    {
        if (oops.Field(Mirror(klass), at) is not { } found || oops.KlassAt(found) is not { } its
            || (its != wanted && vm.Pointer(its, "Klass", "_super") != wanted))
            return null;
        long? value = unchecked((long?)oops.Heap.Word(found + valueAt));
        oops.Renew();
        return oops.Field(Mirror(klass), at) == found ? value : null;
    }

    Address? Mirror(Address klass) =>
        oops.Handle(Oops.Slot(vm, klass, "Klass", "_java_mirror")) is { } mirror && oops.Is(mirror, mirrorKlass) ? mirror : null;
}
