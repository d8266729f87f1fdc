using Fathom.Evidence;
using Fathom.Sources.Memory;
using Fathom.Sources.Pages;
using Fathom.Sources.Proc;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// A running JVM's counters, again and again: from its file, else from its memory, else (-XX:-UsePerfData) as far as
/// its structures have the same figures.
/// </summary>
public sealed class CounterSource(JvmProcess jvm)
{
    readonly Pace _pace = new();
    (AddressRange Place, Mapping[] Mappings)? _memory;
    bool _hasFile = true;
    bool _isOff;

    /// <summary>What the figures lack.</summary>
    public IReadOnlyList<Gap> Gaps { get; private set; } = [];

    public Result<PerfData> Read()
    {
        if (_isOff)
            return FromStructures();
        if (_hasFile)
        {
            Result<PerfData> file = PerfDataFile.Read(jvm);
            if (file.Ok || file.Gap!.Id == Evidence.Gaps.PerfDataNotReady.Id || JvmKind.Objection(jvm) is not null)
                return file;
            Result<PerfData> memory = FromMemory();
            _hasFile = !memory.Ok;
            if (memory.Ok || !_isOff)
                return memory.Ok ? memory : file;
            return FromStructures();
        }
        return FromMemory();
    }

    Result<PerfData> FromMemory()
    {
        if (_memory is null && !Find().Try(out Mapping[]? found, out Gap? gap))
            return gap;
        (AddressRange place, Mapping[] mappings) = _memory!.Value;
        // Which of its pages are there is asked anew: the JVM makes counters for a while after it started.
        Result<PageRuns> pages = new LivePages(jvm.Pid, _pace).Scan(mappings);
        if (!pages.Ok)
            return pages.Gap!;
        using PresentMemory memory = new(new LiveMemory(jvm.Pid, _pace), pages.Value, mappings, new MapFiles(jvm.Pid));
        return PerfDataMemory.Read(new VmMemory(memory), place);
    }

    Result<Mapping[]> Find()
    {
        Result<Mapping[]> found = LibraryOnly.With(jvm.Pid, _pace, (vm, mappings) => PerfDataMemory.Place(vm).Then<Mapping[]>(place =>
        {
            Mapping[] around = [.. mappings.Where(mapping => mapping.Range.Overlaps(place))];
            _memory = (place, around);
            return around;
        }));
        _isOff = found.Gap?.Id == Evidence.Gaps.PerfDataOff.Id;
        Gaps = _isOff ? [found.Gap!] : [];
        return found;
    }

    /// <summary>The names that jstat's columns are made of, for those that the structures show.</summary>
    Result<PerfData> FromStructures() =>
        LiveLook.At(jvm.Pid, new LookOptions { JvmFigures = true }).Then<PerfData>(snapshot => StandIn.Of(snapshot.JvmState));
}
