using Fathom.Evidence;

namespace Fathom.Sources.HeapDumps;

/// <summary>An object that refers to a wanted one.</summary>
/// <param name="Class">Below zero where it was not met: what a Cleaner watches is known by its id alone.</param>
readonly record struct DumpLink(ulong From, int Class, int To, int Field, bool IsClass)
{
    /// <summary>Not by a field: an element, a Cleaner that watches, an object that is of the class, a class that is of the loader.</summary>
    public const int Element = -1, Watched = -2, OfClass = -3, OfLoader = -4;

    /// <summary>A class has statics: they stand beside it, for who has a class has nothing of its statics' owner.</summary>
    public const int Statics = -6;

    /// <summary>Nothing refers: the object whose id was known is of this class.</summary>
    public const int Itself = -5;
}

/// <summary>What a pass looks for: objects whose referrers are asked for, and such whose class is.</summary>
sealed class WantedObjects
{
    /// <summary>Sixteen bits and more for each wanted object: of those that are not, one in sixteen is looked up at most.</summary>
    const int LogOfBits = 5;

    readonly ulong[] _bits;
    readonly int _shift;

    public WantedObjects(DumpGraph graph, DumpGranules granules)
    {
        Granules = DumpGranules.NewSet();
        int log = Math.Clamp(System.Numerics.BitOperations.Log2((uint)Math.Max(1, graph.Count)) + LogOfBits, 12, 24);
        _bits = new ulong[(1 << log) / 64];
        _shift = 64 - log;
        Numbers = new IdTable();
        for (int i = 0; i < graph.Count; i++)
        {
            ref DumpNode node = ref graph[i];
            if (i < graph.Asked || (node.IsKept && node.Class >= 0))
                continue;
            Count++;
            Numbers.Add(node.Id, i);
            granules.Add(Granules, node.Id);
            int at = Place(node.Id);
            _bits[at >> 6] |= 1UL << at;
        }
    }

    public int Count { get; }

    public ulong[] Granules { get; }

    public IdTable Numbers { get; }

    public int Find(ulong id)
    {
        int at = Place(id);
        return (_bits[at >> 6] & (1UL << at)) == 0 ? -1 : Numbers.Find(id);
    }

    int Place(ulong id) => unchecked((int)((id * 0x9E3779B97F4A7C15UL) >> _shift));
}

/// <summary>A pass for referrers of wanted objects. What is wanted stays the same during it.</summary>
sealed class DumpLinks(DumpClasses classes, DumpGraph graph, WantedObjects wanted, int idLength) : IDumpVisitor
{
    readonly int[] _referrers = new int[graph.Count];
    ulong _lastClass;
    int _lastNumber = -1, _classNode = -1, _arrayClass;
    List<DumpLink> _links = [];

    public bool WantsElements => true;

    public void Begin(List<DumpLink> links) => (_links, _lastClass, _lastNumber, _classNode) = (links, 0, -1, -1);

    public void Root(DumpRoot kind, ulong id)
    {
    }

    public void Class(ulong id, ReadOnlySpan<byte> record)
    {
        int number = classes.Find(id);
        if (number < 0)
            return;
        Itself(id, number, true);
        DumpClass one = classes[number];
        if (wanted.Find(one.Loader) is >= 0 and var loader)
            Link(id, number, loader, DumpLink.OfLoader, true);
        for (int i = 0; i < one.Statics.Count; i++)
        {
            if (one.Statics[i].Type == DumpTypes.Object && wanted.Find(one.Statics[i].Value) is >= 0 and var to)
                Link(id | DumpGraph.OfStatics, number, to, i, true);
        }
    }

    public void Instance(ulong id, ulong ofClass, ReadOnlySpan<byte> fields)
    {
        Turn(ofClass);
        if (_lastNumber < 0)
            return;
        Itself(id, _lastNumber, false);
        if (_classNode >= 0)
            Link(id, _lastNumber, _classNode, DumpLink.OfClass, false);
        DumpClass one = classes[_lastNumber];
        int[] references = one.References;
        for (int i = 0; i < references.Length; i++)
        {
            int at = references[i];
            if (at + idLength > fields.Length)
                break;
            ulong target = DumpIds.At(fields[at..], idLength);
            if (wanted.Find(target) is >= 0 and var to && target != id)
                Refer(id, one, i, to, fields);
        }
    }

    /// <summary>A Cleaner's action is there for the sake of the object that the Cleaner watches, and no longer than that.</summary>
    void Refer(ulong id, DumpClass one, int field, int to, ReadOnlySpan<byte> fields)
    {
        bool isAction = one.IsPhantom && field < one.Actions && !(graph[to].Class >= 0 && !graph[to].IsClass && classes[graph[to].Class].IsPhantom);
        if (!isAction)
        {
            Link(id, _lastNumber, to, field, false);
            return;
        }
        ulong watched = one.Watched + idLength <= fields.Length ? DumpIds.At(fields[one.Watched..], idLength) : 0;
        if (watched != 0 && watched != graph[to].Id)
            Link(watched, -1, to, DumpLink.Watched, false);
    }

    public void ObjectArray(ulong id, ulong ofClass, int count)
    {
        Turn(ofClass);
        _arrayClass = _lastNumber;
        if (_lastNumber < 0)
            return;
        Itself(id, _lastNumber, false);
        if (_classNode >= 0)
            Link(id, _lastNumber, _classNode, DumpLink.OfClass, false);
    }

    public void Elements(ulong id, ReadOnlySpan<byte> references)
    {
        if (_arrayClass < 0)
            return;
        for (int at = 0; at < references.Length; at += idLength)
        {
            if (wanted.Find(DumpIds.At(references[at..], idLength)) is >= 0 and var to)
                Link(id, _arrayClass, to, DumpLink.Element, false);
        }
    }

    public void PrimitiveArray(ulong id, byte type, int count)
    {
    }

    void Itself(ulong id, int number, bool isClass)
    {
        if (wanted.Find(id) is >= 0 and var self && graph[self].Class < 0)
            _links.Add(new DumpLink(id, number, self, DumpLink.Itself, isClass));
    }

    /// <summary>Of so many referrers that no more are kept, one more is told, so that the object is known to be crowded.</summary>
    void Link(ulong from, int ofClass, int to, int field, bool isClass)
    {
        if (_referrers[to] > Limits.DumpReferrers || from == graph[to].Id)
            return;
        _referrers[to]++;
        _links.Add(new DumpLink(from, ofClass, to, field, isClass));
    }

    void Turn(ulong ofClass)
    {
        if (ofClass != _lastClass)
            (_lastClass, _lastNumber, _classNode) = (ofClass, classes.Find(ofClass), wanted.Find(ofClass));
    }
}
