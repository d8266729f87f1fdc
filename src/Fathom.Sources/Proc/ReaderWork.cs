using System.Globalization;
using System.Text;

namespace Fathom.Sources.Proc;

/// <summary>
/// For how long one of our threads ran, or stood in line for a processor (Documentation/scheduler/sched-stats.rst): the rest of
/// its time it waited for something else.
/// </summary>
sealed class ReaderWork
{
    readonly DirectoryFiles? _files;

    ReaderWork(DirectoryFiles? files) => _files = files;

    /// <summary>To be called by the thread itself.</summary>
    public static ReaderWork OfThisThread()
    {
        string? self = DirectoryFiles.OfFolder("/proc").ReadLink("thread-self").Or(null);
        return new ReaderWork(self is null ? null : DirectoryFiles.OfFolder("/proc/" + self));
    }

    /// <summary>Zero where the kernel does not count it: all of its time passes for waiting then.</summary>
    public TimeSpan SoFar()
    {
        string[] parts = Encoding.ASCII.GetString(_files?.Read("schedstat", 256).Or([]) ?? []).Split(' ');
        return parts is [var ran, var stood, ..] && ulong.TryParse(ran, NumberStyles.None, CultureInfo.InvariantCulture, out ulong runs)
            && ulong.TryParse(stood, NumberStyles.None, CultureInfo.InvariantCulture, out ulong waits)
            ? TimeSpan.FromMicroseconds((runs / 1000) + (waits / 1000))
            : TimeSpan.Zero;
    }
}
