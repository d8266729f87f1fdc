using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles;

/// <summary>The first line of a heap profile, which says how its samples were chosen (jemalloc prof_data.c; gperftools heap-profile-table.cc, malloc_extension.cc).</summary>
readonly record struct HeapHead(bool IsJemalloc, ProfileSampling Sampling, HeapRecord Total)
{
    /// <summary>What tcmalloc takes where a profile does not say (jeprof, ReadHeapProfile).</summary>
    const long DefaultInterval = 128 * 1024;

    public static bool TryParse(ReadOnlySpan<byte> line, out HeapHead head)
    {
        head = default;
        AsciiLine rest = new(line);
        if (rest.Take("heap_v2/"u8))
        {
            if (!rest.TakeDecimal(out ulong interval) || interval is 0 or > long.MaxValue || !rest.Rest.IsEmpty)
                return false;
            head = new HeapHead(true, new ProfileSampling(SamplingKind.Poisson, (long)interval, false), default);
            return true;
        }
        if (!rest.Take("heap profile:"u8) || !HeapRecord.TryTake(ref rest, out HeapRecord total))
            return false;
        rest.TakeBlanks();
        head = new HeapHead(false, rest.Take((byte)'@') ? OfType(rest) : OfOldForm(total), total);
        return true;
    }

    /// <summary>"heapprofile" has each block, "heap/N" one in every N / 2 bytes, "heap_v2/N" a Poisson process of N bytes.</summary>
    static ProfileSampling OfType(AsciiLine rest)
    {
        rest.TakeBlanks();
        ReadOnlySpan<byte> word = rest.TakeWord();
        int slash = word.IndexOf((byte)'/');
        ReadOnlySpan<byte> type = slash < 0 ? word : word[..slash];
        if (type.SequenceEqual("heapprofile"u8) || type.IndexOf("heap"u8) < 0)
            return ProfileSampling.All;
        AsciiLine number = new(slash < 0 ? [] : word[(slash + 1)..]);
        long interval = number.TakeDecimal(out ulong said) && said is > 0 and <= long.MaxValue ? (long)said : 0;
        return type.IndexOf("_v2"u8) >= 0
            ? new ProfileSampling(SamplingKind.Poisson, interval == 0 ? DefaultInterval : interval, false)
            : new ProfileSampling(SamplingKind.EveryNth, interval / 2 == 0 ? DefaultInterval : interval / 2, false);
    }

    /// <summary>Before there was a type, only samples of the whole heap had equal pairs.</summary>
    static ProfileSampling OfOldForm(HeapRecord total) =>
        (total.InUse, total.InUseBytes) == (total.Allocated, total.AllocatedBytes)
            ? new ProfileSampling(SamplingKind.EveryNth, DefaultInterval, false) : ProfileSampling.All;
}
