namespace Fathom.Evidence;

/// <summary>What a mapping may be used for, as /proc/PID/maps shows it (proc_pid_maps(5)).</summary>
[Flags]
public enum Access
{
    None = 0,
    Read = 1,
    Write = 2,
    Execute = 4,
    Shared = 8,
}

/// <summary>Device number of a mapped file, to tell one file from another of the same name.</summary>
public readonly record struct Device(uint Major, uint Minor);

/// <summary>One line of /proc/PID/maps.</summary>
/// <param name="Name">Path or [name] with the kernel's escapes undone, without " (deleted)"; empty if anonymous.</param>
/// <param name="IsDeleted">The kernel said that the file has no name any more.</param>
public sealed record Mapping(
    AddressRange Range, Access Access, ulong Offset, Device Device, ulong Inode, string Name, bool IsDeleted)
{
    /// <summary>No file behind it; may still have a name such as [heap] or [anon:…].</summary>
    public bool IsAnonymous => Inode == 0 && !Name.StartsWith('/');

    public bool IsFile => !IsAnonymous;

    public bool IsWritablePrivate => (Access & (Access.Write | Access.Shared)) == Access.Write;

    /// <summary>Pages of these never count as resident: the kernel maps them by frame number (vm_normal_page).</summary>
    public bool IsKernelData => Name is "[vvar]" or "[vvar_vclock]" or "[vsyscall]";

    /// <summary>A device may map pages that are no memory of the machine's; /dev/shm and /dev/zero are not devices.</summary>
    public bool MayBeDevice =>
        Name.StartsWith("/dev/", StringComparison.Ordinal)
        && !Name.StartsWith("/dev/shm/", StringComparison.Ordinal) && Name != "/dev/zero";
}
