using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Kernel;

/// <summary>Numbers of tracepoints, from tracefs; to mount that is not ours to do.</summary>
static class Tracepoints
{
    static readonly string[] Roots = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

    public static Result<ulong> Id(string name)
    {
        Gap? forbidden = null;
        foreach (string root in Roots)
        {
            Result<byte[]> text = DirectoryFiles.OfFolder(root + "/events/" + name).Read("id", 64);
            if (text.Ok && ulong.TryParse(Encoding.ASCII.GetString(text.Value).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong id))
                return id;
            if (text.Gap is { Errno: nameof(Errno.EACCES) or nameof(Errno.EPERM) } refused)
                forbidden = Gaps.TraceFsForbidden.At(root, refused.Errno);
        }
        if (forbidden is not null)
            return forbidden;
        return Directory.Exists(Roots[0] + "/events") || Directory.Exists(Roots[1] + "/events")
            ? Gaps.TracepointAbsent.At(Roots[0] + "/events/" + name, null, name)
            : Gaps.TraceFsAbsent.At(Roots[0]);
    }
}
