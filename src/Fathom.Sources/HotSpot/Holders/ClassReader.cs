using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>Reads classes out of HotSpot's own description of them.</summary>
/// <param name="near">What <paramref name="vm"/> reads with: a class's parts lie side by side.</param>
sealed class ClassReader(Vm vm, NearMemory near)
{
    const int DeepestClass = 64;
    const string Reference = "java.lang.ref.Reference";

    /// <summary>Signatures by the address of their symbol, which is one for each text: the first letter, zero for longer numbers.</summary>
    readonly Dictionary<ulong, char> _kinds = [];

    int _depth;

    public HeapClass? Read(Address klass, ClassTable classes)
    {
        if (_depth == 0)
            near.Forget();
        if (Klasses.Name(vm, klass) is not { Length: > 0 } raw)
            return null;
        string name = Spell(raw);
        if (raw[0] == '[')
            return new HeapClass(klass, name) { IsArray = true };
        HeapClass? above = null;
        if (vm.Pointer(klass, "Klass", "_super") is { } super)
        {
            // Not to be known in part: a reference that is not seen would make garbage of what it keeps.
            if (_depth >= DeepestClass)
                return null;
            _depth++;
            int number = classes.Of(super);
            _depth--;
            if (number < 0)
                return null;
            above = classes[number];
        }
        return WithFields(new HeapClass(klass, name), above);
    }

    /// <summary>The field at an offset, of the class or, where it is none of its statics, of its ancestors.</summary>
    public string? FieldName(HeapClass one, int offset, bool isStatic)
    {
        near.Forget();
        Address? klass = one.Klass;
        for (int i = 0; i < DeepestClass && klass is { } at; i++, klass = isStatic ? null : vm.Pointer(at, "Klass", "_super"))
        {
            Address? names = JavaFields.Names(vm, at);
            foreach (JavaField field in JavaFields.Each(vm, at))
            {
                if (field.IsStatic == isStatic && field.Offset == offset && (!isStatic || IsReference(names, field)))
                    return Klasses.Symbol(vm, JavaFields.Symbol(vm, names, field.Name));
            }
        }
        return null;
    }

    HeapClass WithFields(HeapClass one, HeapClass? above)
    {
        List<int> longs = [.. above?.Longs ?? []], references = [.. above?.References ?? []];
        int referent = above?.ReferentAt ?? -1, end = above?.ReferenceEnd ?? 0;
        Address? names = JavaFields.Names(vm, one.Klass);
        foreach (JavaField field in JavaFields.Each(vm, one.Klass))
        {
            if (field.IsStatic || JavaFields.Symbol(vm, names, field.Signature) is not { } signature)
                continue;
            char kind = Kind(signature);
            if (kind == 'J')
                longs.Add(field.Offset);
            if (kind is not ('L' or '['))
                continue;
            string? special = one.Name == Reference ? Klasses.Symbol(vm, JavaFields.Symbol(vm, names, field.Name)) : null;
            end = one.Name == Reference ? Math.Max(end, field.Offset + 1) : end;
            if (special == "referent")
                referent = field.Offset;
            // The collector's own list, of what it is about to clear.
            else if (special != "discovered")
                references.Add(field.Offset);
        }
        // Kept as long as there is memory enough.
        if (one.Name == "java.lang.ref.SoftReference" && referent >= 0)
            references.Add(referent);
        return one with
        {
            Longs = [.. longs],
            References = [.. references],
            ReferentAt = referent,
            ReferenceEnd = end,
            IsPhantom = above?.IsPhantom == true || one.Name == "java.lang.ref.PhantomReference",
            IsBuffer = above?.IsBuffer == true || one.Name == "java.nio.Buffer",
        };
    }

    bool IsReference(Address? names, JavaField field) =>
        JavaFields.Symbol(vm, names, field.Signature) is { } signature && Kind(signature) is 'L' or '[';

    char Kind(Address symbol)
    {
        if (!_kinds.TryGetValue(symbol.Value, out char kind))
        {
            // Of a long name nothing but the first letter matters, and that is no number's.
            kind = vm.At(symbol, "Symbol", "_body") is { } body && vm.Memory.Byte(body) is { } first ? (char)first : '\0';
            _kinds[symbol.Value] = kind;
        }
        return kind;
    }

    /// <summary>java/util/Map$Entry, [J, [Ljava/lang/Object; and hidden classes, which have an address behind their name.</summary>
    internal static string Spell(string raw)
    {
        int dimensions = 0;
        while (dimensions < raw.Length && raw[dimensions] == '[')
            dimensions++;
        string element = raw[dimensions..];
        if (dimensions > 0)
        {
            element = element switch
            {
                "J" => "long",
                "I" => "int",
                "B" => "byte",
                "C" => "char",
                "S" => "short",
                "Z" => "boolean",
                "F" => "float",
                "D" => "double",
                _ when element.Length > 2 && element[0] == 'L' => element[1..^1],
                _ => element,
            };
        }
        int hidden = element.IndexOf('+', StringComparison.Ordinal);
        return (hidden > 0 ? element[..hidden] : element).Replace('/', '.') + string.Concat(Enumerable.Repeat("[]", dimensions));
    }
}
