using Fathom.Evidence;
using Fathom.Sources.Memory;
using Fathom.Sources.Native;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Pages;

/// <summary>Residency of a running process: by scan, or entry by entry where the kernel has no scan.</summary>
public sealed class LivePages(int pid, Pace pace) : IPages
{
    /// <summary>For tests of the older way on a newer kernel.</summary>
    public bool AvoidScan { get; init; }

    public Result<PageRuns> Scan(IReadOnlyList<Mapping> mappings)
    {
        string path = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/{pid}/pagemap");
        using SafeFileHandle? pagemap = FileHandle.Open(path, Libc.OpenReadOnly, out int errno);
        if (pagemap is null)
            return Failed(path, errno);
        PageRuns.Builder runs = new();
        errno = AvoidScan ? Errno.ENOTTY : new PagemapScan(pace).Scan(pagemap, ScanSpan.Of(mappings), runs);
        if (errno is Errno.ENOTTY or Errno.EINVAL)
        {
            runs = new();
            errno = new PagemapEntries(pace, PagemapEntries.LearnZeroFrame()).Scan(pagemap, mappings, runs);
        }
        return errno == 0 ? runs.Build() : Failed(path, errno);
    }

    static Gap Failed(string path, int errno) => errno switch
    {
        Errno.ESRCH => Gaps.TargetGone.At(path, Errno.Name(errno)),
        _ => Gaps.PagesUnreadable.At(path, Errno.Name(errno)),
    };
}
