using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Loader data of a single class: of VM-anonymous classes up to 14 (each lambda has one), of weak hidden ones since 15. It
/// belongs to the loader of the class that asked for it, so it is no loader of its own.
/// </summary>
static class OneClassLoaders
{
    const int Batch = 512;

    // Room for the words of a ClassLoaderData before its _next (classfile/classLoaderData.hpp of 8: _klasses is among them).
    const int MostWords = 64;

    // So many that know their class must agree on where it hangs.
    const int Sample = 64;

    /// <param name="loaders">The newest first, the boot loader's last.</param>
    public static HashSet<Address> Of(Vm vm, IReadOnlyList<Address> loaders) =>
        loaders is [var any, ..] && Mark(vm, any) is not null
            ? [.. loaders.Where(loader => Mark(vm, loader) is { } at && vm.Memory.Byte(at) == 1)]
            : ByLoader(vm, loaders);

    static Address? Mark(Vm vm, Address loader) => vm.At(loader, "ClassLoaderData", "_has_class_mirror_holder")
        ?? vm.At(loader, "ClassLoaderData", "_is_unsafe_anonymous") ?? vm.At(loader, "ClassLoaderData", "_is_anonymous");

    /// <summary>JDK 8 does not show the mark: of all with the same loader the oldest is the loader's own.</summary>
    static HashSet<Address> ByLoader(Vm vm, IReadOnlyList<Address> loaders)
    {
        HashSet<Address> single = [];
        HashSet<ulong> seen = [];
        for (int i = loaders.Count - 1; i >= 0; i--)
        {
            if (vm.Word(loaders[i], "ClassLoaderData", "_class_loader") is { } loader && !seen.Add(loader))
                single.Add(loaders[i]);
        }
        return single;
    }

    /// <summary>
    /// The one class of each, where loader data does not say where its classes hang (JDK 8): it is the word before _next that
    /// leads to a class that leads back.
    /// </summary>
    /// <param name="ownerAt">Where a class has its loader data.</param>
    public static IEnumerable<(Address Klass, Address? Loader)> Classes(Vm vm, IReadOnlyCollection<Address> single, int ownerAt)
    {
        if (ownerAt < 0 || Words(vm) is not { } words || At(vm, single, words, ownerAt) is not { } classAt)
            yield break;
        byte[] into = new byte[Batch * 8];
        foreach (Address[] some in single.Chunk(Batch))
        {
            bool[] read = new bool[some.Length];
            vm.Memory.ReadEach([.. some.Select(loader => loader + classAt)], 8, into, read);
            for (int i = 0; i < some.Length; i++)
            {
                if (read[i] && VmMemory.AsPointer(MemoryMarshal.Cast<byte, ulong>(into)[i]) is { } klass)
                    yield return (klass, some[i]);
            }
        }
    }

    static int? Words(Vm vm) =>
        vm.Tables.Field("ClassLoaderData", "_next") is { IsStatic: false, Offset: > 8 and <= MostWords * 8 } next ? (int)next.Offset / 8 : null;

    static int? At(Vm vm, IReadOnlyCollection<Address> single, int words, int ownerAt)
    {
        int[] votes = new int[words];
        ulong[] data = new ulong[words];
        int asked = 0;
        foreach (Address loader in single.Take(Sample))
        {
            if (vm.Memory.Read(loader, MemoryMarshal.AsBytes(data.AsSpan())) != words * 8)
                continue;
            asked++;
            for (int i = 1; i < words; i++)
                votes[i] += VmMemory.AsPointer(data[i]) is { } klass && vm.Memory.Pointer(klass + ownerAt) == loader ? 1 : 0;
        }
        int best = Array.IndexOf(votes, votes.Max());
        // A loader that is just being made has no class yet.
        return votes[best] > 0 && votes[best] >= asked - asked / 8 ? best * 8 : null;
    }
}
