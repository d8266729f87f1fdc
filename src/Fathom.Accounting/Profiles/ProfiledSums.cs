using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;

namespace Fathom.Accounting.Profiles;

/// <summary>One profile's memory in use, added up by who is to be named.</summary>
sealed class ProfiledSums
{
    /// <summary>No machine has more; what a damaged file says stays a number that can be added.</summary>
    const double Most = 1L << 50;

    /// <summary>Functions are one by one where no library is known.</summary>
    readonly record struct Key(NativeUse Kind, string Library, string? Asker, string Function);

    sealed class Sum
    {
        public double Bytes, Blocks;
        public bool IsJavas;
        public Dictionary<int, double> ByFrame { get; } = [];
        public Dictionary<int, double> ByMethod { get; } = [];
    }

    readonly Dictionary<Key, Sum> _sums = [];
    readonly ProfiledStacks _stacks;
    readonly bool _hasBlocks;

    public ProfiledSums(AllocationProfile profile, int column, int count)
    {
        _stacks = new ProfiledStacks(profile);
        _hasBlocks = count >= 0;
        ProfileValues values = ProfileValues.Of(profile, profile.Samples, column);
        ReadOnlySpan<double> blocks = _hasBlocks ? ProfileValues.Of(profile, profile.Samples, count).Values : [];
        Dictionary<int, (Sum Of, int Told, int Method)> known = [];
        for (int i = 0; i < profile.Samples.Count; i++)
        {
            double bytes = Math.Clamp(values.Values[i], 0, Most);
            int owner = _stacks.OwnerOf(profile.Samples.Stacks[i]);
            if (!known.TryGetValue(owner, out (Sum Of, int Told, int Method) found))
                known[owner] = found = (SumOf(owner), _stacks.ToldAt(owner), _stacks.MethodOf(owner));
            found.Of.Bytes += bytes;
            found.Of.Blocks += _hasBlocks ? Math.Clamp(blocks[i], 0, Most) : 0;
            CollectionsMarshal.GetValueRefOrAddDefault(found.Of.ByFrame, found.Told, out _) += bytes;
            if (found.Method > 0)
                CollectionsMarshal.GetValueRefOrAddDefault(found.Of.ByMethod, found.Method, out _) += bytes;
        }
        Error = Whole(values.Error);
    }

    /// <summary>Of the total, by the sampling.</summary>
    public Bytes Error { get; }

    public Bytes Total => Whole(_sums.Values.Sum(sum => sum.Bytes));

    /// <param name="before">The first dump's; null where there is none.</param>
    public IReadOnlyList<ProfiledUse> Uses(ProfiledSums? before)
    {
        List<ProfiledUse> uses = [];
        foreach ((Key key, Sum sum) in _sums)
            uses.Add(Made(key, sum, before is null ? null : Whole(before._sums.GetValueOrDefault(key)?.Bytes ?? 0)));
        foreach ((Key key, Sum gone) in before?._sums ?? [])
        {
            if (!_sums.ContainsKey(key))
                uses.Add(before!.Made(key, gone, Whole(gone.Bytes)) with { InUse = Bytes.Zero, Blocks = _hasBlocks ? 0 : null });
        }
        uses.Sort((one, other) => other.InUse.CompareTo(one.InUse) is not 0 and var order ? order
            : string.CompareOrdinal(one.Library + one.Function, other.Library + other.Function));
        return uses;
    }

    ProfiledUse Made(Key key, Sum sum, Bytes? before) => new(key.Kind, key.Library, key.Asker)
    {
        InUse = Whole(sum.Bytes),
        Blocks = _hasBlocks ? (long)Math.Round(Math.Min(sum.Blocks, Most)) : null,
        Before = before,
        IsJavas = sum.IsJavas,
        Function = Largest(sum.ByFrame, _stacks.LabelAt) ?? FrameLabels.NoStack,
        Java = Largest(sum.ByMethod, _stacks.MethodAt),
    };

    /// <summary>Frames of many stacks are one function.</summary>
    static string? Largest(Dictionary<int, double> byStack, Func<int, string> name)
    {
        Dictionary<string, double> byName = new(StringComparer.Ordinal);
        foreach ((int stack, double bytes) in byStack)
        {
            if (stack > 0)
                CollectionsMarshal.GetValueRefOrAddDefault(byName, name(stack), out _) += bytes;
        }
        string? largest = null;
        foreach ((string each, double bytes) in byName)
        {
            if (largest is null || bytes > byName[largest] || (bytes == byName[largest] && string.CompareOrdinal(each, largest) < 0))
                largest = each;
        }
        return largest;
    }

    Sum SumOf(int owner)
    {
        ProfiledStacks.Owned use = _stacks.UseOf(owner);
        Key key = new(use.Kind, use.Library, use.Asker, use.Kind == NativeUse.Function ? _stacks.LabelAt(owner) : "");
        ref Sum? sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, key, out _);
        sum ??= new Sum();
        sum.IsJavas |= use.IsJavas;
        return sum;
    }

    public static Bytes Whole(double bytes) => new((long)Math.Round(Math.Clamp(double.IsNaN(bytes) ? 0 : bytes, 0, Most)));
}
