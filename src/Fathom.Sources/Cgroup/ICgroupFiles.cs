using Fathom.Sources.Native;
using Fathom.Sources.Proc;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Cgroup;

/// <summary>The files of a cgroup and all below it. Names are relative to where it begins: "memory.stat", "pod/a/cgroup.procs".</summary>
interface ICgroupFiles : IDisposable
{
    /// <summary>How messages call the place.</summary>
    string Place { get; }

    /// <summary>Null where it is not there, is not readable or is longer: a half file would give half a number.</summary>
    byte[]? Read(string name, int limit);

    /// <summary>Names of the cgroups directly below, unordered.</summary>
    IReadOnlyList<string> Folders(string name);
}

/// <summary>A mount of our own.</summary>
sealed class MountedCgroupFiles(string folder) : ICgroupFiles
{
    public string Place => folder;

    public byte[]? Read(string name, int limit)
    {
        using SafeFileHandle? file = FileHandle.Open(folder + "/" + name, Libc.OpenNonBlock | Libc.OpenNoFollow, out _);
        return CgroupFile.Read(file, limit);
    }

    public IReadOnlyList<string> Folders(string name) => CgroupFile.Folders(folder + "/" + name);

    public void Dispose()
    {
    }
}

/// <summary>What somebody saved beside the files of a process: one cgroup, and none below.</summary>
sealed class SavedCgroupFiles(IProcFiles files) : ICgroupFiles
{
    public string Place => files.Place;

    public byte[]? Read(string name, int limit) => files.Read(name, limit).Or(null);

    public IReadOnlyList<string> Folders(string name) => [];

    public void Dispose()
    {
    }
}
