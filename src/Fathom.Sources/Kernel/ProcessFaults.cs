using System.Globalization;
using System.Text;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Kernel;

/// <summary>How many page faults a process has had, in threads that have ended too (proc_pid_stat(5): minflt and majflt).</summary>
static class ProcessFaults
{
    const int Minor = 7, Major = 9;

    /// <summary>Null once it is gone.</summary>
    public static long? Of(int pid) => Parse(DirectoryFiles.OfProcess(pid).Read("stat", 4096).Or([]));

    internal static long? Parse(ReadOnlySpan<byte> text)
    {
        // The name may have any letters, brackets too.
        int name = text.LastIndexOf((byte)')');
        if (name < 0)
            return null;
        string[] words = Encoding.ASCII.GetString(text[(name + 1)..]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > Major && Number(words[Minor]) is { } minor && Number(words[Major]) is { } major && minor <= long.MaxValue - major ? minor + major : null;
    }

    static long? Number(string word) => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
