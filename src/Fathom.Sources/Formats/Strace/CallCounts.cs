using Fathom.Evidence.Saved;

namespace Fathom.Sources.Formats.Strace;

/// <summary>How often each call was made, and failed.</summary>
sealed class CallCounts
{
    static readonly (CallName Name, string Text)[] Names =
    [
        (CallName.Map, "mmap"), (CallName.Unmap, "munmap"), (CallName.Remap, "mremap"), (CallName.Protect, "mprotect"),
        (CallName.Break, "brk"), (CallName.Execute, "execve"), (CallName.Clone, "clone"), (CallName.Advise, "madvise"), (CallName.Other, ""),
    ];

    readonly long[] _made = new long[Names.Length];
    readonly long[] _failed = new long[Names.Length];

    public void Add(CallName name, bool failed)
    {
        _made[(int)name]++;
        if (failed)
            _failed[(int)name]++;
    }

    public bool Has(CallName name) => _made[(int)name] > 0;

    public IReadOnlyList<CallCount> Taken()
    {
        List<CallCount> taken = [];
        foreach ((CallName name, string text) in Names)
        {
            if (Has(name))
                taken.Add(new CallCount(text, _made[(int)name], _failed[(int)name]));
        }
        return taken;
    }
}
