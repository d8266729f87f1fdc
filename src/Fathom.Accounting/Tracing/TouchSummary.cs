using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;

namespace Fathom.Accounting.Tracing;

/// <summary>What was touched, in one respect.</summary>
/// <param name="Samples">Its error is 1 / √n.</param>
public sealed record TouchRow(string Name, string? Java, double Faults, double Share, int Samples);

/// <summary>Pages that were touched, by what they belong to, by who touched them, and by thread.</summary>
public sealed class TouchSummary
{
    public const string Unmapped = "(unmapped again)", Unexplained = "unexplained", Unsampled = "(no sample)";

    TouchSummary(IReadOnlyList<TouchRow> owners, IReadOnlyList<TouchRow> callers, IReadOnlyList<TouchRow> threads) => (Owners, Callers, Threads) = (owners, callers, threads);

    public IReadOnlyList<TouchRow> Owners { get; }

    public IReadOnlyList<TouchRow> Callers { get; }

    public IReadOnlyList<TouchRow> Threads { get; }

    /// <param name="looks">Of the process: where an address had no owner in the first, the next is asked.</param>
    public static TouchSummary Of(TouchTrace trace, params ReadOnlySpan<Snapshot?> looks)
    {
        List<(Snapshot Look, List<Owners.Stretch> Stretches)> known = [];
        foreach (Snapshot? look in looks)
        {
            if (look is not null)
                known.Add((look, Claims.Settled(look)));
        }
        OsCallers callers = new(trace.Profile);
        Sums owners = new(), who = new(), threads = new();
        foreach (TouchSample sample in trace.Samples)
        {
            owners.Add(AccountOf(known, sample.Address), null, sample.Faults);
            (_, string? native, string? java) = callers.Of(OsMemory.Mapped, sample.Stack);
            who.Add(native ?? (java is null ? "(the stack ends in libc)" : "Java"), java, sample.Faults);
            threads.Add(trace.ThreadNames.GetValueOrDefault(sample.Tid) is { Length: > 0 } name ? name : "?", null, sample.Faults);
        }
        foreach (Sums sums in (ReadOnlySpan<Sums>)[owners, who, threads])
        {
            if (trace.Unsampled > 0)
                sums.Add(Unsampled, null, trace.Unsampled, 0);
        }
        return new TouchSummary(owners.Rows(), who.Rows(), threads.Rows());
    }

    static string AccountOf(List<(Snapshot Look, List<Owners.Stretch> Stretches)> known, Address address)
    {
        foreach ((Snapshot look, List<Owners.Stretch> stretches) in known)
        {
            int low = 0, high = stretches.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (stretches[middle].Range.End > address)
                    high = middle;
                else
                    low = middle + 1;
            }
            if (low < stretches.Count && stretches[low].Range.Contains(address))
                return stretches[low].Claim.Account;
            if (MappingTable.Find(look.Mappings, address) is not null)
                return Unexplained;
        }
        return Unmapped;
    }

    sealed class Sums
    {
        readonly Dictionary<(string, string?), (double Faults, int Samples)> _sums = [];
        double _all;

        public void Add(string name, string? java, double faults, int samples = 1)
        {
            ref (double Faults, int Samples) sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, (name, java), out _);
            sum = (sum.Faults + faults, sum.Samples + samples);
            _all += faults;
        }

        public List<TouchRow> Rows()
        {
            List<TouchRow> rows = [];
            foreach (((string name, string? java), (double faults, int samples)) in _sums)
                rows.Add(new TouchRow(name, java, faults, faults / _all, samples));
            rows.Sort(static (one, other) => other.Faults.CompareTo(one.Faults) is not 0 and var order ? order : string.CompareOrdinal(one.Name, other.Name));
            return rows;
        }
    }
}
