using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>The passes of a climb, until nothing is wanted any more or the time is over.</summary>
/// <param name="known">Places of objects, from a walk over the same parts.</param>
sealed class ClimbPasses(Climb climb, IReadOnlyList<HeapPart> parts, Func<HeapWalk<ReferenceVisitor>> newWalk, Action<long> say, HeapStretches? known = null)
{
    /// <summary>Each pass goes up one step of every chain at least.</summary>
    const int MostPasses = 60;

    readonly ReferenceGraph _graph = climb.Graph;

    /// <summary>All that the passes went over was read.</summary>
    public bool IsWhole { get; private set; } = true;

    public static bool IsPlainRoot(in GraphNode node) => node.Root is not (RootKind.None or RootKind.Stack);

    /// <returns>What became wanted in this pass or a later one was not looked for everywhere.</returns>
    public int Run(Verdict verdict)
    {
        ulong last = ulong.MaxValue;
        for (int pass = 1; pass <= MostPasses; pass++)
        {
            verdict.Keep(node => IsPlainRoot(_graph[node]));
            climb.Pass = pass;
            _graph.Begin(pass);
            if (_graph.Wanted == 0)
                return int.MaxValue;
            if (!Pass(last))
                return pass - 1;
            if (_graph.Added == 0)
                return int.MaxValue;
            last = _graph.Farthest;
        }
        return MostPasses;
    }

    /// <summary>
    /// Once more over all, with what was allocated since: a list that has grown meanwhile refers to its objects from a new array.
    /// </summary>
    /// <param name="parts">As they are now; the walk knows what of them is unused now.</param>
    /// <returns>False where not all could be looked at.</returns>
    public static bool Last(Climb climb, HeapWalk<ReferenceVisitor> walk, IReadOnlyList<HeapPart> parts)
    {
        climb.IsLast = true;
        climb.Graph.WantUnsettled();
        foreach (HeapPart part in climb.Graph.Wanted > 0 ? parts : [])
        {
            if (walk.Walk(part, part.Used.Start.Value, part.Used.End.Value) is null)
                return false;
        }
        return walk.Proof is { PassedOver: 0, Unread: 0 };
    }

    /// <summary>
    /// Behind the farthest place where something became wanted in the last pass, all that is wanted was looked for; unless
    /// this pass has found more.
    /// </summary>
    bool Pass(ulong last)
    {
        HeapWalk<ReferenceVisitor> walk = newWalk();
        foreach (HeapPart part in parts)
        {
            if (part.Used.Start.Value > last && _graph.Added == 0)
                break;
            if (!Through(part, walk, last))
                return false;
            say(part.Used.Length.Value);
        }
        IsWhole &= walk.Proof is { PassedOver: 0, Unread: 0 };
        return true;
    }

    bool Through(in HeapPart part, HeapWalk<ReferenceVisitor> walk, ulong last)
    {
        ReadOnlySpan<HeapStretch> stretches = known is null ? [] : known.Of(part);
        if (_graph.Sieve is not { } sieve || stretches.IsEmpty)
            return walk.Walk(part, part.Used.Start.Value, part.Used.End.Value) is not null;
        foreach (ref readonly HeapStretch stretch in stretches)
        {
            if (stretch.Start > last && _graph.Added == 0)
                return true;
            if (!walk.WalkAgain(part, stretch, sieve))
                return false;
        }
        return true;
    }
}
