using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// The JVM's threads and class loaders, each a block of malloc's: a library without symbols does not name what is in them,
/// and before 15 threads do not begin where their blocks do (runtime/thread.cpp, for biased locking).
/// </summary>
static class JvmObjects
{
    /// <summary>What has more of them is told by a part of them.</summary>
    const int Most = 100_000;

    public static IReadOnlyList<JvmObject> Read(Vm vm) =>
        [.. Listed(vm, "JavaThread", JavaThreads.Addresses(vm)), .. Listed(vm, "ClassLoaderData", Klasses.Loaders(vm))];

    static IEnumerable<JvmObject> Listed(Vm vm, string type, IEnumerable<Address> addresses) =>
        vm.Tables.Size(type) is { } size and >= 64 and < 1 << 16
            ? addresses.Take(Most).Select(at => new JvmObject(type, at, new Bytes((long)size)))
            : [];
}
