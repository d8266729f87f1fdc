using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Statics of Java classes. They lie in the class's mirror, an object that collectors move: a value counts only if the
/// mirror's header says that it is one, before and after.
/// </summary>
sealed class JavaStatics(Vm vm, Oops oops, Address mirrorKlass, Address atomicLong)
{
    const int MostTries = 20;

    /// <summary>A static of 4 or 8 bytes.</summary>
    public long? Number(Address klass, int at, int size)
    {
        for (int i = 0; i < MostTries; i++)
        {
            if (Mirror(klass) is not { } mirror)
                continue;
            long? value = size == 4 ? vm.Memory.Int32(mirror + at) : unchecked((long?)vm.Memory.Word(mirror + at));
            if (value is not null && Mirror(klass) == mirror)
                return value;
        }
        return null;
    }

    /// <summary>The value of an AtomicLong that a static refers to; "is null" where it refers to none.</summary>
    public (bool IsNull, long? Value) Counter(Address klass, int at, int valueAt)
    {
        for (int i = 0; i < MostTries; i++)
        {
            if (Mirror(klass) is not { } mirror)
                continue;
            if (oops.Field(mirror, at) is not { } counter)
            {
                if (Number(klass, at, 4) == 0)
                    return (true, null);
                continue;
            }
            long? value = oops.Is(counter, atomicLong) ? unchecked((long?)vm.Memory.Word(counter + valueAt)) : null;
            if (value is not null && oops.Field(Mirror(klass), at) == counter)
                return (false, value);
        }
        return (false, null);
    }

    /// <summary>A number of 8 bytes in the object that a static refers to, whose class is this one or inherits from it.</summary>
    public long? NumberIn(Address klass, int at, Address wanted, int valueAt)
    {
        for (int i = 0; i < MostTries; i++)
        {
            if (oops.Field(Mirror(klass), at) is not { } found || oops.KlassAt(found) is not { } its
                || (its != wanted && vm.Pointer(its, "Klass", "_super") != wanted))
                continue;
            long? value = unchecked((long?)vm.Memory.Word(found + valueAt));
            if (value is not null && oops.Field(Mirror(klass), at) == found)
                return value;
        }
        return null;
    }

    Address? Mirror(Address klass) =>
        oops.Handle(Oops.Slot(vm, klass, "Klass", "_java_mirror")) is { } mirror && oops.Is(mirror, mirrorKlass) ? mirror : null;
}
