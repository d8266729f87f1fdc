namespace Fathom.Sources.HeapDumps;

/// <summary>From the owners upwards, one level in each pass, until nothing is wanted any more.</summary>
sealed class DumpClimb(DumpPasses passes, DumpClasses classes, DumpGraph graph, DumpGranules granules, IReadOnlyList<ulong[]> sets)
{
    /// <summary>Deeper lie only the members of long lists.</summary>
    const int MostPasses = 64;

    /// <summary>They live as long as the JVM, and so do the statics of their classes.</summary>
    static readonly string[] LastingLoaders =
    [
        "jdk/internal/loader/ClassLoaders$AppClassLoader", "jdk/internal/loader/ClassLoaders$PlatformClassLoader", "jdk/internal/loader/ClassLoaders$BootClassLoader",
        "sun/misc/Launcher$AppClassLoader", "sun/misc/Launcher$ExtClassLoader",
    ];

    readonly HashSet<ulong> _lasting = [0];

    /// <summary>All that was wanted was looked for.</summary>
    public bool IsWhole { get; private set; }

    public void Run(IReadOnlyList<OwnerTally> owners)
    {
        foreach (OwnerTally tally in owners)
        {
            foreach (FoundOwner owner in tally.Found)
            {
                graph.Add(owner.Id, owner.Class, isClass: false);
                if (Array.IndexOf(LastingLoaders, classes[owner.Class].InternalName) >= 0)
                    _lasting.Add(owner.Id);
            }
        }
        graph.KeepByRoots();
        for (int pass = 0; pass < MostPasses && !graph.IsFull; pass++)
        {
            WantedObjects wanted = new(graph, granules);
            if (wanted.Count == 0)
            {
                IsWhole = true;
                return;
            }
            int asked = graph.Count;
            Merge(Pass(wanted));
            graph.Asked = asked;
            graph.KeepByRoots();
        }
    }

    List<DumpLink>[] Pass(WantedObjects wanted)
    {
        List<DumpLink>[] links = new List<DumpLink>[passes.Pieces.Count];
        passes.Run(window => new DumpLinks(classes, graph, wanted, window.IdLength), (visitor, piece) => visitor.Begin(links[piece] = []),
            piece => DumpGranules.Meet(sets[passes.Group(piece)], wanted.Granules));
        return links;
    }

    void Merge(List<DumpLink>[] links)
    {
        foreach (List<DumpLink>? piece in links)
        {
            foreach (DumpLink link in piece ?? [])
            {
                if (link.Field == DumpLink.Itself)
                    graph.Add(link.From, link.Class, link.IsClass);
                else if (graph.Add(link.From, link.Class, link.IsClass) is >= 0 and var from)
                    Connect(from, link);
            }
        }
    }

    void Connect(int from, in DumpLink link)
    {
        graph.Connect(from, link.To, link.Field);
        bool isStatics = link.IsClass && link.Field >= 0;
        if (!isStatics || graph[from].FirstOut < 0 || graph[from].Referrers > 0)
            return;
        DumpClass one = classes[link.Class];
        if (_lasting.Contains(one.Loader))
            graph[from].Root = DumpRoot.Static;
        else if (graph.Add(one.Id, link.Class, isClass: true) is >= 0 and var ofClass)
            graph.Connect(ofClass, from, DumpLink.Statics);
    }
}
