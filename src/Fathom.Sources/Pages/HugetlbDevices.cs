using Fathom.Evidence;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Pages;

/// <summary>
/// The device numbers under which pages of hugetlbfs are mapped. The kernel keeps one hidden mount for each page size
/// (anonymous, memfd and System V pages); an empty memfd of ours tells its number and takes no page.
/// </summary>
static unsafe class HugetlbDevices
{
    // linux/memfd.h: MFD_HUGETLB with the log2 of the page size above bit 26.
    const uint Hugetlb = 4;
    const uint CloseOnExec = 1;
    const int SizeShift = 26;
    const int MemfdCreate = 319;

    public static IReadOnlySet<Device> Find(IProcFiles process)
    {
        HashSet<Device> devices = [];
        foreach (uint log2 in (ReadOnlySpan<uint>)[21, 30])
        {
            if (OfMemfd(log2) is { } device)
                devices.Add(device);
        }
        foreach (MountInfoText.Mount mount in MountInfoText.Parse(process.Read("mountinfo", Limits.ProcFileBytes).Or([])))
        {
            if (mount.Type == "hugetlbfs")
                devices.Add(mount.Device);
        }
        return devices;
    }

    static Device? OfMemfd(uint log2)
    {
        int file;
        fixed (byte* name = "fathom\0"u8)
            file = (int)Libc.SystemCall(MemfdCreate, (nint)name, (nint)(Hugetlb | CloseOnExec | (log2 << SizeShift)), 0, 0);
        if (file < 0)
            return null;
        Libc.StatX stat;
        byte none = 0;
        bool told = Libc.StatFile(file, &none, Libc.EmptyPath, Libc.StatTypeInodeSize, &stat) == 0;
        _ = Libc.Close(file);
        return told ? new Device(stat.DeviceMajor, stat.DeviceMinor) : null;
    }
}
