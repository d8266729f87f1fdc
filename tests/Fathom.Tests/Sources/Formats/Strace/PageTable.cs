using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Tests.Sources.Formats.Strace;

/// <summary>A kernel of 256 pages that keeps no ranges, only pages, and tells its calls as strace would.</summary>
sealed class PageTable(Random random)
{
    const ulong Base = 0x7f0000000000;
    const int Pages = 256;

    enum Page
    {
        Free,
        Reserved,
        Usable,
        File,
    }

    readonly Page[] _pages = new Page[Pages];

    internal MappedAmount Live => new(Count(Page.Usable), Count(Page.Reserved), Count(Page.File));

    internal string Call()
    {
        int tid = random.Next(1, 5);
        string call = random.Next(4) switch
        {
            0 => Unmap(),
            1 => Protect(),
            2 => Remap() ?? Map(),
            _ => Map(),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{tid} {call}");
    }

    Bytes Count(Page kind) => Bytes.FromPages(_pages.Count(page => page == kind));

    string Map()
    {
        int length = random.Next(1, 12);
        int free = FindFree(length);
        bool isFixed = free < 0 || random.Next(4) == 0;
        int at = isFixed ? random.Next(Pages - length) : free;
        Page kind = (Page)random.Next(1, 4);
        Array.Fill(_pages, kind, at, length);
        string flags = (kind == Page.File ? "MAP_PRIVATE" : "MAP_PRIVATE|MAP_ANONYMOUS") + (isFixed ? "|MAP_FIXED" : "");
        string asked = isFixed ? Shown(at) : "NULL";
        string protection = kind == Page.Reserved ? "PROT_NONE" : "PROT_READ|PROT_WRITE";
        // Lengths need not be whole pages.
        return string.Create(CultureInfo.InvariantCulture, $"mmap({asked}, {length * 4096 - random.Next(4096)}, {protection}, {flags}, 3, 0) = {Shown(at)}");
    }

    string Unmap()
    {
        int length = random.Next(1, 20), at = random.Next(Pages - length);
        Array.Fill(_pages, Page.Free, at, length);
        return string.Create(CultureInfo.InvariantCulture, $"munmap({Shown(at)}, {length * 4096}) = 0");
    }

    string Protect()
    {
        int length = random.Next(1, 8), at = random.Next(Pages - length);
        bool usable = random.Next(2) == 0;
        for (int i = at; i < at + length; i++)
        {
            if (_pages[i] is Page.Reserved or Page.Usable)
                _pages[i] = usable ? Page.Usable : Page.Reserved;
        }
        return string.Create(CultureInfo.InvariantCulture, $"mprotect({Shown(at)}, {length * 4096}, {(usable ? "PROT_READ" : "PROT_NONE")}) = 0");
    }

    /// <summary>Of pages of one kind, as the kernel asks for.</summary>
    string? Remap()
    {
        int at = Array.FindIndex(_pages, random.Next(Pages), page => page != Page.Free);
        if (at < 0)
            return null;
        int length = 1;
        while (at + length < Pages && length < 6 && _pages[at + length] == _pages[at])
            length++;
        int wanted = random.Next(1, 10);
        int to = wanted <= length ? at : FindFree(wanted);
        if (to < 0)
            return null;
        Page kind = _pages[at];
        Array.Fill(_pages, Page.Free, at, length);
        Array.Fill(_pages, kind, to, wanted);
        return string.Create(CultureInfo.InvariantCulture, $"mremap({Shown(at)}, {length * 4096}, {wanted * 4096}, MREMAP_MAYMOVE) = {Shown(to)}");
    }

    int FindFree(int length)
    {
        int from = random.Next(Pages - length);
        for (int at = from; at + length <= Pages; at++)
        {
            if (_pages.AsSpan(at, length).IndexOfAnyExcept(Page.Free) < 0)
                return at;
        }
        return -1;
    }

    static string Shown(int page) => string.Create(CultureInfo.InvariantCulture, $"0x{Base + ((ulong)page * 4096):x}");
}
