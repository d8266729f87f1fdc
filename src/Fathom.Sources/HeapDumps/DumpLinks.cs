using Fathom.Evidence;

namespace Fathom.Sources.HeapDumps;

/// <summary>A pass for referrers of wanted objects. What is wanted stays the same during it.</summary>
sealed class DumpLinks(DumpClasses classes, DumpGraph graph, WantedObjects wanted, IdTable globals, int idLength, List<DumpLink>?[] links)
{
    readonly int[] _referrers = new int[graph.Count];
    ulong _lastClass;
    int _lastNumber = -1, _classNode = -1, _arrayClass;
    int _block;

    /// <summary>What JNI global references lead to, by class.</summary>
    public Dictionary<int, long> Globals { get; } = [];

    /// <summary>The links of each block are kept apart: which worker read it is chance.</summary>
    public void Begin(int block) => (_block, _lastClass, _lastNumber, _classNode) = (block, 0, -1, -1);

    void Class(ulong id)
    {
        int number = classes.Find(id);
        Has(id, DumpClasses.OfClasses);
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

    void Instance(ulong id, ulong ofClass, ReadOnlySpan<byte> fields)
    {
        Turn(ofClass);
        Has(id, _lastNumber);
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

    void ObjectArray(ulong id, ulong ofClass)
    {
        Turn(ofClass);
        Has(id, _lastNumber);
        _arrayClass = _lastNumber;
        if (_lastNumber < 0)
            return;
        Itself(id, _lastNumber, false);
        if (_classNode >= 0)
            Link(id, _lastNumber, _classNode, DumpLink.OfClass, false);
    }

    void Elements(ulong id, ReadOnlySpan<byte> references)
    {
        if (_arrayClass < 0)
            return;
        for (int at = 0; at < references.Length; at += idLength)
        {
            if (wanted.Find(DumpIds.At(references[at..], idLength)) is >= 0 and var to)
                Link(id, _arrayClass, to, DumpLink.Element, false);
        }
    }

    void PrimitiveArray(ulong id, byte type) => Has(id, -1 - type);

    void Has(ulong id, int number)
    {
        if (globals.Count > 0 && globals.Find(id) is > 0 and var references)
            Globals[number] = Globals.GetValueOrDefault(number) + references;
    }

    void Itself(ulong id, int number, bool isClass)
    {
        if (wanted.Find(id) is >= 0 and var self && graph[self].Class < 0)
            Add(new DumpLink(id, number, self, DumpLink.Itself, isClass));
    }

    /// <summary>Of so many referrers that no more are kept, one more is told, so that the object is known to be crowded.</summary>
    void Link(ulong from, int ofClass, int to, int field, bool isClass)
    {
        if (_referrers[to] > Limits.DumpReferrers || from == graph[to].Id)
            return;
        _referrers[to]++;
        Add(new DumpLink(from, ofClass, to, field, isClass));
    }

    void Add(in DumpLink link) => (links[_block] ??= []).Add(link);

    void Turn(ulong ofClass)
    {
        if (ofClass != _lastClass)
            (_lastClass, _lastNumber, _classNode) = (ofClass, classes.Find(ofClass), wanted.Find(ofClass));
    }

    public readonly struct Visitor(DumpLinks links) : IDumpVisitor
    {
        public void Root(DumpRoot kind, ulong id)
        {
        }

        public void Class(ulong id, ReadOnlySpan<byte> record) => links.Class(id);

        public void Instance(ulong id, ulong ofClass, ReadOnlySpan<byte> fields) => links.Instance(id, ofClass, fields);

        public void ObjectArray(ulong id, ulong ofClass, int count) => links.ObjectArray(id, ofClass);

        public void Elements(ulong id, ReadOnlySpan<byte> references) => links.Elements(id, references);

        public void PrimitiveArray(ulong id, byte type, int count) => links.PrimitiveArray(id, type);

        public void Cut(long position)
        {
        }
    }
}
