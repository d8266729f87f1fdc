namespace Fathom.Sources.HeapDumps;

/// <summary>From the owners upwards, one level in each pass, until nothing is wanted any more.</summary>
sealed class DumpClimb(IDumpBytes bytes, int idLength, IReadOnlyList<DumpBlock> blocks, DumpClasses classes, DumpGraph graph)
{
    /// <summary>Deeper lie only the members of long lists.</summary>
    const int MostPasses = 64;

    /// <summary>Blocks that one worker takes at once: of those that are read, and of those that are looked at for whether to read them.</summary>
    const int AtOnce = 16, LookedAtAtOnce = 1024;

    /// <summary>Read at once: a block, and the rest of its last record.</summary>
    const int BlockPiece = 40 * 1024;

    static readonly Dictionary<ulong, int> NoGlobals = [];

    /// <summary>They live as long as the JVM, and so do the statics of their classes.</summary>
    static readonly string[] LastingLoaders =
    [
        "jdk/internal/loader/ClassLoaders$AppClassLoader", "jdk/internal/loader/ClassLoaders$PlatformClassLoader", "jdk/internal/loader/ClassLoaders$BootClassLoader",
        "sun/misc/Launcher$AppClassLoader", "sun/misc/Launcher$ExtClassLoader",
    ];

    readonly HashSet<ulong> _lasting = [0];

    /// <summary>All that was wanted was looked for.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>What JNI global references lead to, by class.</summary>
    public Dictionary<int, long> Globals { get; } = [];

    public void Run(IReadOnlyList<OwnerTally> owners, IReadOnlyDictionary<ulong, int> globals)
    {
        for (int kind = 0; kind < owners.Count; kind++)
        {
            foreach (FoundOwner owner in owners[kind].Found)
                Add(owner, classes.Kinds[kind]);
        }
        graph.KeepByRoots();
        for (int pass = 0; pass < MostPasses && !graph.IsFull; pass++)
        {
            WantedObjects wanted = new(graph, pass == 0 ? [.. globals.Keys] : []);
            IsWhole = pass > 0 && wanted.Count == 0;
            if (IsWhole)
                break;
            int asked = graph.Count;
            Merge(Pass(wanted, pass == 0 ? globals : NoGlobals));
            graph.Asked = asked;
            graph.KeepByRoots();
        }
        KeepLasting();
    }

    void Add(in FoundOwner owner, DumpOwnerKind kind)
    {
        int number = graph.Add(owner.Id, owner.Class, isClass: false);
        if (Array.IndexOf(LastingLoaders, classes[owner.Class].InternalName) >= 0)
            _lasting.Add(owner.Id);
        if (kind.IsKeptWhileOpen && number >= 0 && graph[number].Root == DumpRoot.None)
            graph[number].Root = DumpRoot.Thread;
    }

    /// <summary>The archive of the JDK (CDS) has loaders of its own, which lie in parts of the heap that no collection frees, used or not.</summary>
    void KeepLasting()
    {
        foreach (ulong id in _lasting)
        {
            if (graph.Find(id) is >= 0 and var number && graph[number] is { IsKept: false, Root: DumpRoot.None })
                graph[number].Root = DumpRoot.Other;
        }
        graph.KeepByRoots();
    }

    List<DumpLink>?[] Pass(WantedObjects wanted, IReadOnlyDictionary<ulong, int> globals)
    {
        List<int> chosen = Choose(wanted);
        List<DumpLink>?[] links = new List<DumpLink>?[chosen.Count];
        int tasks = (chosen.Count + AtOnce - 1) / AtOnce, workers = DumpWorkers.Number(bytes, tasks);
        DumpLinks[] visitors = new DumpLinks[workers];
        DumpWorkers.Run(workers, tasks, (worker, next) =>
        {
            using DumpWindow window = new(bytes.Open(), idLength, bytes.IsRandom ? BlockPiece : DumpWindow.Piece);
            DumpLinks visitor = visitors[worker] = new DumpLinks(classes, graph, wanted, Table(globals), idLength, links);
            DumpWalk<DumpLinks.Visitor> walk = new(window, new DumpLinks.Visitor(visitor));
            for (int task = next(); task >= 0; task = next())
            {
                for (int i = task * AtOnce; i < Math.Min(chosen.Count, (task + 1) * AtOnce); i++)
                {
                    DumpBlock block = blocks[chosen[i]];
                    visitor.Begin(i);
                    walk.Walk(block.Start, block.End, block.End);
                }
            }
        });
        foreach (DumpLinks visitor in visitors)
        {
            foreach ((int number, long count) in visitor.Globals)
                Globals[number] = Globals.GetValueOrDefault(number) + count;
        }
        return links;
    }

    List<int> Choose(WantedObjects wanted)
    {
        bool[] isChosen = new bool[blocks.Count];
        int tasks = (blocks.Count + LookedAtAtOnce - 1) / LookedAtAtOnce;
        DumpWorkers.Run(DumpWorkers.Number(bytes, tasks), tasks, (_, next) =>
        {
            for (int task = next(); task >= 0; task = next())
            {
                for (int i = task * LookedAtAtOnce; i < Math.Min(blocks.Count, (task + 1) * LookedAtAtOnce); i++)
                    isChosen[i] = wanted.MayBeIn(blocks[i]);
            }
        });
        List<int> chosen = [];
        for (int i = 0; i < isChosen.Length; i++)
        {
            if (isChosen[i])
                chosen.Add(i);
        }
        return chosen;
    }

    static IdTable Table(IReadOnlyDictionary<ulong, int> globals)
    {
        IdTable table = new();
        foreach ((ulong id, int count) in globals)
            table.Add(id, count);
        return table;
    }

    void Merge(List<DumpLink>?[] links)
    {
        foreach (List<DumpLink>? block in links)
        {
            foreach (DumpLink link in block ?? [])
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
