using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Core;

/// <summary>
/// The files that /proc/PID would have had, as far as a core tells: maps, status, comm, cmdline, environ, auxv, exe,
/// task/TID/syscall. Made as the kernel writes them, so that one parser reads both.
/// </summary>
sealed class CoreProcFiles(CoreFile core) : IProcFiles
{
    public string Place => core.Place;

    public Result<byte[]> Read(string name, int limit)
    {
        byte[]? content = name switch
        {
            "maps" => Encoding.UTF8.GetBytes(CoreMapsText.Of(core)),
            "status" when core.Notes.Process is { } process => Encoding.UTF8.GetBytes(Status(process)),
            "comm" when core.Notes.Process is { } process => Encoding.UTF8.GetBytes(process.Name + "\n"),
            "cmdline" => CommandLine(),
            "environ" => Stack()?.Environment,
            "auxv" when core.Notes.Auxiliary.Length > 0 => core.Notes.Auxiliary,
            _ => SystemCall(name),
        };
        if (content is null)
            return Absent(name);
        return content.Length > limit ? Gaps.ProcFileTooLarge.At(Place, null, name) : content;
    }

    public Result<IReadOnlyList<string>> List(string name)
    {
        if (name is not ("task" or "task/"))
            return Absent(name);
        return core.Notes.Threads.Keys.Select(id => id.ToString(CultureInfo.InvariantCulture)).ToArray();
    }

    /// <summary>Only exe: the file that holds the entry point.</summary>
    public Result<string> ReadLink(string name)
    {
        ulong? entry = name == "exe" ? AuxiliaryVector.Find(core.Notes.Auxiliary, AuxiliaryVector.Entry) : null;
        foreach (CoreMappedFile file in core.Notes.Files)
        {
            if (entry >= file.Start && entry < file.End)
                return file.Name;
        }
        return Absent(name);
    }

    string Status(CoreProcess process) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        Name:	{process.Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}
        State:	{process.State} ({StateWord(process.State)})
        Tgid:	{process.Id}
        Pid:	{process.Id}
        PPid:	{process.Parent}
        Uid:	{process.User}	{process.User}	{process.User}	{process.User}
        Gid:	{process.Group}	{process.Group}	{process.Group}	{process.Group}
        Threads:	{core.Notes.Threads.Count}

        """);

    /// <summary>fs/proc/array.c, task_state_array.</summary>
    static string StateWord(char state) => state switch
    {
        'R' => "running",
        'S' => "sleeping",
        'D' => "disk sleep",
        'T' => "stopped",
        't' => "tracing stop",
        'Z' => "zombie",
        'X' => "dead",
        _ => "unknown",
    };

    byte[]? CommandLine()
    {
        if (Stack() is { } stack)
            return stack.CommandLine;
        return core.Notes.Process is { Arguments.Length: > 0 } process
            ? Encoding.UTF8.GetBytes(process.Arguments.Replace(' ', '\0') + "\0")
            : null;
    }

    InitialStack? Stack() => InitialStack.Find(core.Notes.Auxiliary, core.Memory);

    /// <summary>fs/proc/base.c, proc_pid_syscall.</summary>
    byte[]? SystemCall(string name)
    {
        if (!name.StartsWith("task/", StringComparison.Ordinal)
            || !name.EndsWith("/syscall", StringComparison.Ordinal)
            || !int.TryParse(name.AsSpan(5)[..^8], NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            || !core.Notes.Threads.TryGetValue(id, out CoreThread thread))
        {
            return null;
        }
        CoreThread.CallArguments a = thread.Arguments;
        string line = thread.SystemCall < 0
            ? string.Create(CultureInfo.InvariantCulture, $"-1 0x{thread.StackPointer:x} 0x{thread.Pc:x}\n")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{thread.SystemCall} 0x{a.A:x} 0x{a.B:x} 0x{a.C:x} 0x{a.D:x} 0x{a.E:x} 0x{a.F:x} 0x{thread.StackPointer:x} 0x{thread.Pc:x}\n");
        return Encoding.ASCII.GetBytes(line);
    }

    Gap Absent(string name) => Gaps.ProcFileAbsent.At(Place, null, name);
}
