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

    Address? Mirror(Address klass) =>
        oops.Handle(Oops.Slot(vm, klass, "Klass", "_java_mirror")) is { } mirror && oops.Is(mirror, mirrorKlass) ? mirror : null;
}
