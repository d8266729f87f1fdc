using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>
/// The addresses by which ZGC reaches an offset of its heap. Without generations the same memory is mapped three times,
/// and a page may be present in one view only (gc/z/zGlobals_x86.cpp); with generations there is one view.
/// </summary>
sealed class ZViews
{
    readonly ulong[] _views;

    ZViews(ulong offsetMask, ulong[] views)
    {
        OffsetMask = offsetMask;
        _views = views;
    }

    public ulong OffsetMask { get; }

    /// <summary>Those that tell the views; an address has one of them.</summary>
    public ulong Bits => _views.Aggregate((all, view) => all | view);

    public static string Prefix(Vm vm, VmFlags flags) =>
        vm.Tables.Field("XGlobalsForVMStructs", "_instance_p") is not null && flags.Bool("ZGenerational") != true ? "X" : "Z";

    public static ZViews? Of(Vm vm, VmFlags flags)
    {
        string z = Prefix(vm, flags);
        if (ZOffsets.Mask(vm, z) is not { } mask)
            return null;
        // The bit above the offsets, or the three above them, of which one is set at a time.
        ulong bit = mask + 1;
        return ZOffsets.Global(vm, z, "AddressWeakBadMask") is null
            ? new ZViews(mask, [bit])
            : new ZViews(mask, [bit << 2, bit, bit << 1]);
    }

    public Address Canonical(ulong place) => new((place & OffsetMask) | _views[0]);

    public AddressRange Canonical(AddressRange range)
    {
        Address start = Canonical(range.Start.Value);
        return new(start, start + range.Length.Value);
    }

    /// <summary>Reads an address in whichever view its page is present.</summary>
    public IMemory Over(IMemory memory) => _views.Length == 1 ? memory : new ViewMemory(memory, this);

    sealed class ViewMemory(IMemory memory, ZViews views) : IMemory
    {
        public int Read(Address from, Span<byte> into)
        {
            if ((from.Value & ~views.OffsetMask) != views._views[0])
                return memory.Read(from, into);
            int most = 0;
            foreach (ulong view in views._views)
            {
                int got = memory.Read(new Address((from.Value & views.OffsetMask) | view) + most, into[most..]);
                most += got;
                if (most == into.Length)
                    break;
            }
            return most;
        }

        public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read) =>
            memory.ReadEach(from, size, into, read);
    }
}
