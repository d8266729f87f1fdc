using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Probe;

/// <summary>Folders of the probe that an earlier run had to leave, or could not remove as it was killed: they go once nobody can need them.</summary>
static unsafe class LeftFolders
{
    const int CurrentFolder = -100, DoNotFollow = 0x100, FolderType = 0x4000, AnyType = 0xF000;
    const uint TypeAndUser = 0x9;
    const int Most = 100, MostLists = 10;

    // The clock may have been set since.
    static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    public static void Remove(string parent) => Remove(parent, ProgramProcesses.Pids);

    internal static void Remove(string parent, Func<IEnumerable<int>> pids)
    {
        string[] left;
        try
        {
            left = [.. Directory.EnumerateDirectories(parent, ProbeFolder.Prefix + "*").Where(IsOurs).Take(Most)];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return;
        }
        LeftFolder[] alone = [.. from folder in left where IsOfThisSpace(folder) && !HasMaster(folder) select new LeftFolder(folder)];
        foreach (LeftFolder folder in WithoutUsers(alone, pids))
            Delete(folder.Path);
    }

    static bool IsOurs(string folder)
    {
        Libc.StatX stat;
        fixed (byte* path = Encoding.UTF8.GetBytes(folder + "\0"))
            return Libc.StatFile(CurrentFolder, path, DoNotFollow, TypeAndUser, &stat) == 0 && (stat.Mode & AnyType) == FolderType && stat.Uid == (uint)Libc.EffectiveUid();
    }

    /// <summary>Of another space of pids, or where others are hidden (hidepid, proc(5)), nobody can be seen who needs it.</summary>
    static bool IsOfThisSpace(string folder) =>
        Path.GetFileName(folder)[ProbeFolder.Prefix.Length..].Split('-') is [_, var space, _] && space == ProbeFolder.PidSpace && space.Length > 0 && Directory.Exists("/proc/1");

    /// <summary>Its fathom lives. One that has just begun does not listen yet.</summary>
    static bool HasMaster(string folder)
    {
        string number = Path.GetFileName(folder)[ProbeFolder.Prefix.Length..].Split('-')[0];
        if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}")))
            return true;
        using UnixSocket? master = UnixSocket.Connect(folder + "/" + ProbeFolder.Socket, TimeSpan.FromMilliseconds(100), out int errno);
        return errno is not (Errno.ECONNREFUSED or Errno.ENOENT) || DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) < TimeSpan.FromSeconds(10);
    }

    /// <summary>
    /// Whoever is listed and has ended before it was looked at may have needed a folder, and have started another that the list does not have
    /// yet: it is taken again until all in it were looked at while they lived. Who came later was started by one of those. A list is never the
    /// only one: it goes by numbers, and a process may have ended whose child has one that was passed already.
    /// </summary>
    static IReadOnlyList<LeftFolder> WithoutUsers(IReadOnlyList<LeftFolder> folders, Func<IEnumerable<int>> pids)
    {
        HashSet<(int Pid, ulong Start)> seen = [];
        HashSet<int> numbers = [];
        for (int list = 0; list < MostLists && folders.Count > 0; list++)
        {
            bool isWhole = true;
            foreach (int pid in pids().Where(pid => pid != Environment.ProcessId))
            {
                ProcessBirth? birth = StatText.Parse(DirectoryFiles.OfProcess(pid).Read("stat", 4096).Or([]));
                if (birth is { } known && (known.IsKernelThread || !seen.Add((pid, known.StartTicks))))
                    continue;
                if (birth is { } lives)
                    folders = [.. folders.Except(OfProcess(pid, lives, folders))];
                // After the look. One that is listed again and over was so before: what it has started is in this list.
                isWhole &= !numbers.Add(pid) || (birth is not null && !FolderUsers.IsOver(pid));
            }
            if (isWhole && list > 0)
                return folders;
        }
        return [];
    }

    /// <summary>Who fathom may not look into may be a user, if it is younger than the folder.</summary>
    static IReadOnlyList<LeftFolder> OfProcess(int pid, ProcessBirth birth, IReadOnlyList<LeftFolder> folders)
    {
        byte[]? told = FolderUsers.Environ(pid), has = FolderUsers.Maps(pid);
        return [.. folders.Where(folder => folder.IsIn(told) || folder.IsIn(has) || (told is null && !(ProcessFacts.Uptime(birth) > folder.Age)))];
    }

    /// <summary>What fathom has put there, and nothing else.</summary>
    static void Delete(string folder)
    {
        try
        {
            foreach (string name in ProbeFolder.Contents)
                File.Delete(folder + "/" + name);
            Directory.Delete(folder, recursive: false);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It stays as it was, and harms nobody.
        }
    }

    sealed class LeftFolder(string path)
    {
        readonly byte[] _name = Encoding.UTF8.GetBytes(System.IO.Path.GetFileName(path));

        public string Path => path;

        public TimeSpan Age { get; } = DateTime.UtcNow - Directory.GetLastWriteTimeUtc(path) + Slack;

        public bool IsIn(byte[]? text) => text.AsSpan().IndexOf(_name) >= 0;
    }
}
