using System.Globalization;
using Fathom.Sources.Native;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Uprobes;

/// <summary>
/// The space of numbers in which a process counts its threads, as the kernel's programs name it. Their own number is that of the machine's
/// first space, of which fathom, in a container, knows nothing.
/// </summary>
readonly record struct PidSpace(ulong Device, ulong Inode)
{
    /// <summary>Where it cannot be read: one that does not exist, in which all threads are 0, and nobody has a name of Java's.</summary>
    public static PidSpace Of(int pid)
    {
        using SafeFileHandle? file = FileHandle.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/pid"), 0, out _);
        return file is not null && FileHandle.Identity(file) is var (device, inode) ? new PidSpace(device, inode) : default;
    }
}
