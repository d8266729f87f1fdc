using Fathom.Sources.HotSpot.Holders;

namespace Fathom.Sources.HeapDumps;

/// <summary>A class of the dump, and where in its objects what lies.</summary>
sealed class DumpClass(ulong id, string name)
{
    ClassTally _tally;

    public ulong Id => id;

    /// <summary>With slashes, as in the JVM.</summary>
    public string InternalName => name;

    public string Name { get; } = Readable(name);

    public bool IsArray => name.StartsWith('[');

    public bool IsJdk { get; } = HeapClass.IsOfJdk(Readable(name));

    public ref ClassTally Tally => ref _tally;

    public long Count => _tally.Count;

    public ulong Loader { get; set; }

    public IReadOnlyList<DumpField> Statics { get; set; } = [];

    public DumpClass? Super { get; set; }

    /// <summary>A record of its own says what its fields are.</summary>
    public bool IsTold { get; set; }

    /// <summary>References that keep what they lead to, with the names of their fields.</summary>
    public int[] References { get; set; } = [];

    public string[] ReferenceNames { get; set; } = [];

    /// <summary>In a Cleaner of whatever kind: so many of the first references are there for the sake of what it watches.</summary>
    public int Actions { get; set; }

    /// <summary>Where a phantom reference has what it watches; below zero for any other class.</summary>
    public int Watched { get; set; } = -1;

    public bool IsPhantom => Watched >= 0;

    /// <summary>All fields by which a way may go up: those that keep, and what a phantom reference watches.</summary>
    public int[] AllReferences { get; set; } = [];

    public DumpOwnerKind[] Kinds { get; set; } = [];

    /// <summary>Of its fields in the dump.</summary>
    public int FieldBytes { get; set; }

    public int FieldReferences { get; set; }

    static string Readable(string name)
    {
        int depth = 0;
        while (depth < name.Length && name[depth] == '[')
            depth++;
        if (depth == 0)
            return Dotted(name);
        string of = name[depth..] switch
        {
            "Z" => "boolean",
            "C" => "char",
            "F" => "float",
            "D" => "double",
            "B" => "byte",
            "S" => "short",
            "I" => "int",
            "J" => "long",
            ['L', .. var inner, ';'] => Dotted(inner),
            var other => Dotted(other),
        };
        return of + string.Concat(Enumerable.Repeat("[]", depth));
    }

    /// <summary>A hidden class has an address behind a plus, which its Java name has behind a slash.</summary>
    static string Dotted(string name) => name.Replace('/', '.').Replace("+0x", "/0x", StringComparison.Ordinal);
}
