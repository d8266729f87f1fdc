using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Objects;
using Fathom.Sources.Memory;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>
/// ZGC moves objects while its pages are read one after the other: into a page that was read before they came, out of one that is gone when its turn comes.
/// What comes of it is told here: one page's end was read too early.
/// </summary>
[Collection("JDK 17")]
public sealed class MovedPagesTests
{
    [Theory]
    [OnJdk(17)]
    [OnJdk(25)]
    public void What_came_behind_an_end_that_was_read_is_counted(int feature)
    {
        // So large that no collection is due.
        using IdleJvm jvm = IdleJvm.StartOwning(Machine.FindJdk(feature)!, "-XX:+UseZGC", "-Xmx2g");
        // Loads what a first look would meet.
        int pages = 0;
        long known = Direct(Count(jvm, (vm, memory) =>
        {
            pages = Pages(vm).Count;
            return memory;
        }));
        Assert.InRange(known, 37, 44);
        Assert.InRange(pages, 2, 64);

        foreach (int page in Enumerable.Range(0, pages))
        {
            JavaObjects objects = Count(jvm, (vm, memory) => new EndReadEarly(memory, Pages(vm)[page], ZPageLayout.Of(vm, Prefix(vm))!.Value));

            Assert.True(objects.Scan.IsExact, objects.Scan.ToString());
            Assert.Equal(known, Direct(objects));
        }
    }

    /// <summary>The description of a page lies in memory that was absent when the look began.</summary>
    [Theory]
    [OnJdk(17)]
    [OnJdk(25)]
    public void A_page_whose_description_is_younger_than_the_look_is_not_passed_over(int feature)
    {
        using IdleJvm jvm = IdleJvm.StartOwning(Machine.FindJdk(feature)!, "-XX:+UseZGC", "-Xmx2g");
        long known = Direct(Count(jvm, static (_, memory) => memory));
        Absent? absent = null;

        JavaObjects objects = Count(jvm, (vm, memory) => absent = new Absent(memory, [.. Pages(vm)]), () => absent!.Learn());

        Assert.Equal((true, known), (objects.Scan.IsExact, Direct(objects)));
    }

    static long Direct(JavaObjects objects) => objects.Counts.Where(count => count.Owns == "memory of allocateDirect").Sum(count => count.Count);

    static JavaObjects Count(IdleJvm jvm, Func<Vm, IMemory, IMemory> sight, Action? refresh = null)
    {
        Snapshot snapshot = LiveLook.At(jvm.Id, new LookOptions()).Value;
        LiveMemory live = new(jvm.Id, new Pace());
        using VmSymbols symbols = VmSymbols.Open(snapshot, snapshot.Target.Jvm!.Library, jvm.Id, live).Value;
        VmTables tables = VmTables.Read(symbols, new VmMemory(live))!;
        IMemory memory = sight(new Vm(tables, new VmMemory(live)), live);
        return new ObjectCounting(tables, new SwitchedMemory(memory)).Count(TimeSpan.FromSeconds(20), refresh ?? (static () => { })).Value;
    }

    static List<Address> Pages(Vm vm) => [.. ZPageTable.Of(vm, Prefix(vm), HeapReader.Object(vm))!.Value.Pages(vm, 1 << 20)];

    static string Prefix(Vm vm) => ZViews.Prefix(vm, Fathom.Sources.HotSpot.VmFlags.Read(vm));

    /// <summary>All pages but the first are unknown until it is learnt anew what is present.</summary>
    sealed class Absent(IMemory memory, HashSet<Address> pages) : IMemory
    {
        readonly HashSet<Address> _absent = [.. pages.Skip(1)];

        public void Learn() => _absent.Clear();

        public int Read(Address from, Span<byte> into) => _absent.Contains(from) ? 0 : memory.Read(from, into);

        public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read) => memory.ReadEach(from, size, into, read);
    }

    /// <summary>Where the page ends is, for who asks first, where it begins.</summary>
    sealed class EndReadEarly(IMemory memory, Address page, ZPageLayout layout) : IMemory
    {
        bool _asked;

        public int Read(Address from, Span<byte> into)
        {
            int got = memory.Read(from, into);
            if (from == page && into.Length == layout.Size && !_asked)
            {
                _asked = true;
                MemoryMarshal.Write(into[layout.Top..], MemoryMarshal.Read<ulong>(into[layout.Place..]));
            }
            return got;
        }

        public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read) => memory.ReadEach(from, size, into, read);
    }
}
