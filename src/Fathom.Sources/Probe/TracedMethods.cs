using System.Text;
using Fathom.Sources.HotSpot;

namespace Fathom.Sources.Probe;

/// <summary>A method on some stack.</summary>
/// <param name="Lines">Null where its class was gone before it could be asked.</param>
sealed record TracedMethod(string Owner, string Name, SourceLines? Lines)
{
    public string Text { get; } = Owner.Replace('/', '.') + "." + Name;
}

/// <summary>The methods that the probe has met. Their lines are read soon after, as a class that is unloaded takes them with it.</summary>
/// <param name="vm">Null where its memory cannot be read: then no method has lines.</param>
sealed class TracedMethods(ProbeTable table, Vm? vm)
{
    readonly MethodLines? _lines = vm is null ? null : new(vm);
    readonly TracedMethod?[] _known = new TracedMethod?[ProbeLayout.Methods];

    public void Renew()
    {
        for (int i = 0; i < _known.Length; i++)
            _ = this[i];
    }

    /// <summary>Null where the probe has not noted it, or had no room for its name.</summary>
    public TracedMethod? this[int number] => (uint)number >= (uint)_known.Length ? null : _known[number] ??= Read(table.Methods[number]);

    /// <summary>class NUL method NUL signature NUL.</summary>
    TracedMethod? Read(ProbeMethod method)
    {
        if (method.Ready == 0 || method.Name == 0 || method.Name > ProbeLayout.Names)
            return null;
        ReadOnlySpan<byte> text = table.Names[(int)(method.Name - 1)..];
        int end = text.IndexOf((byte)0);
        int next = end < 0 ? -1 : text[(end + 1)..].IndexOf((byte)0);
        if (next < 0)
            return null;
        string owner = Encoding.UTF8.GetString(text[..end]), name = Encoding.UTF8.GetString(text.Slice(end + 1, next));
        return new TracedMethod(owner, name, VmMemory.AsPointer(method.Address) is { } at ? _lines?.Of(at, owner, name) : null);
    }
}
