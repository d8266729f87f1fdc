using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Proc;

/// <summary>Which right is missing, and the command that grants it, by what stands in the way here.</summary>
static class Rights
{
    // linux/capability.h
    const int SysPtrace = 19;

    public static string Advice(long? targetUid)
    {
        long? own = OwnStatus().Uid;
        if (targetUid is { } uid && uid != own && own != 0)
            return string.Create(CultureInfo.InvariantCulture,
                $"run as the target's user: sudo -u '#{uid}' fathom …; in Kubernetes: kubectl debug --profile=sysadmin -it POD --image=IMAGE --target=CONTAINER");
        if (own == 0 && !HasCapability(SysPtrace))
            return "root lacks CAP_SYS_PTRACE here: docker run --cap-add SYS_PTRACE …, or kubectl debug --profile=sysadmin -it POD --image=IMAGE --target=CONTAINER";
        return YamaScope() is { } scope and not "0"
            ? $"kernel.yama.ptrace_scope is {scope}: sudo fathom …, or sudo sysctl kernel.yama.ptrace_scope=0"
            : "sudo fathom …";
    }

    static ProcessStatus OwnStatus() =>
        StatusText.Parse(DirectoryFiles.OfFolder("/proc/self").Read("status", 64 * 1024).Or([]), "status").Value;

    static bool HasCapability(int capability)
    {
        byte[] text = DirectoryFiles.OfFolder("/proc/self").Read("status", 64 * 1024).Or([])!;
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            AsciiLine line = new(lines.Current);
            if (line.Take("CapEff:"u8) && line.TakeBlanks() && line.TakeHex(out ulong set))
                return (set >> capability & 1) != 0;
        }
        return false;
    }

    static string? YamaScope()
    {
        Result<byte[]> text = DirectoryFiles.OfFolder("/proc/sys/kernel/yama").Read("ptrace_scope", 64);
        return text.Ok ? System.Text.Encoding.ASCII.GetString(text.Value).Trim() : null;
    }
}
