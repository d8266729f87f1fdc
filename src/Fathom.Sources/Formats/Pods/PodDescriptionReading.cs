using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Pods;

/// <summary>The lines of a description, by their order: an indent is what a chat or a mail loses first.</summary>
sealed class PodDescriptionReading(ReportNotes notes) : ILineReading
{
    enum Part
    {
        Head,
        Container,
        Now,
        Before,
        Limits,
        Requests,
    }

    readonly List<ContainerState> _found = [];
    ContainerState? _open;
    string? _pod, _namespace, _node, _heading;
    Part _part;

    public Reading Read(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart(" \t"u8);
        int colon = text.IndexOf((byte)':');
        if (text.IsEmpty)
            return Reading.Understood;
        if (colon <= 0)
            return Reading.Unknown;
        ReadOnlySpan<byte> key = text[..colon];
        ReadOnlySpan<byte> value = text[(colon + 1)..].Trim(" \t"u8);
        if (key.SequenceEqual("Container ID"u8))
            return Begin(value);
        if (value.IsEmpty)
            return Heading(key);
        return _open is null || _part == Part.Head ? Head(key, value) : Inside(key, value);
    }

    public ContainerStates Finish()
    {
        Close();
        if (_found.Count == 0)
            notes.Add(Gaps.ToolTextIncomplete, "container", "kubectl describe pod");
        return new ContainerStates { Containers = _found };
    }

    void Close()
    {
        if (_open is not null && notes.HasRoom(_found.Count, "containers", Limits.Cgroups))
            _found.Add(_open);
        _open = null;
    }

    /// <summary>The container's name stood alone on the line before.</summary>
    Reading Begin(ReadOnlySpan<byte> id)
    {
        Close();
        _open = new ContainerState(_heading ?? "") { Pod = _pod, Namespace = _namespace, Node = _node, Id = ForeignText.Decode(id) };
        _part = Part.Container;
        return Reading.Understood;
    }

    Reading Heading(ReadOnlySpan<byte> key)
    {
        _heading = ForeignText.Decode(key);
        if (_open is null)
            return key.SequenceEqual("Containers"u8) || key.SequenceEqual("Init Containers"u8) ? Reading.Understood : Reading.Unknown;
        _part = key switch
        {
            _ when key.SequenceEqual("Limits"u8) => Part.Limits,
            _ when key.SequenceEqual("Requests"u8) => Part.Requests,
            _ when key.SequenceEqual("Conditions"u8) || key.SequenceEqual("Events"u8) || key.SequenceEqual("Volumes"u8) => Part.Head,
            _ => Part.Container,
        };
        return _part == Part.Container ? Reading.Unknown : Reading.Understood;
    }

    Reading Head(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("Name"u8) && (_open is null || _part == Part.Head))
        {
            Close();
            (_pod, _namespace, _node) = (ForeignText.Decode(value), null, null);
        }
        else if (key.SequenceEqual("Namespace"u8))
            _namespace = ForeignText.Decode(value);
        else if (key.SequenceEqual("Node"u8))
            _node = ForeignText.Decode(value.IndexOf((byte)'/') is > 0 and var slash ? value[..slash] : value);
        else
            return Reading.Unknown;
        return Reading.Understood;
    }

    Reading Inside(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        ContainerState open = _open!;
        if (key.SequenceEqual("State"u8))
            (_part, _open) = (Part.Now, open with { Now = new ContainerRun(ForeignText.Decode(value)) });
        else if (key.SequenceEqual("Last State"u8))
            (_part, _open) = (Part.Before, open with { Before = new ContainerRun(ForeignText.Decode(value)) });
        else if (key.SequenceEqual("Restart Count"u8))
        {
            if (!ToolNumbers.TryCount(value, out long restarts))
                return Reading.Broken;
            (_part, _open) = (Part.Container, open with { Restarts = restarts });
        }
        else if (key.SequenceEqual("Image"u8))
            _open = open with { Image = ForeignText.Decode(value) };
        else if (key.SequenceEqual("memory"u8) && _part is Part.Limits or Part.Requests)
            return Memory(open, value);
        else if (_part is Part.Now or Part.Before)
            return Run(key, value);
        else
            return key.SequenceEqual("cpu"u8) || key.SequenceEqual("Ready"u8) ? Reading.Understood : Reading.Unknown;
        return Reading.Understood;
    }

    Reading Memory(ContainerState open, ReadOnlySpan<byte> value)
    {
        if (!ToolNumbers.TryRounded(value, 1, UnitFamily.Decimal, out RoundedSize size))
            return Reading.Broken;
        _open = _part == Part.Limits ? open with { MemoryLimit = size } : open with { MemoryRequest = size };
        return Reading.Understood;
    }

    Reading Run(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        ContainerRun run = (_part == Part.Now ? _open!.Now : _open!.Before)!;
        if (key.SequenceEqual("Reason"u8))
            run = run with { Reason = ForeignText.Decode(value), KilledForMemory = value.SequenceEqual("OOMKilled"u8) };
        else if (key.SequenceEqual("Started"u8))
            run = run with { Started = ForeignText.Decode(value) };
        else if (key.SequenceEqual("Finished"u8))
            run = run with { Finished = ForeignText.Decode(value) };
        else if (key.SequenceEqual("Exit Code"u8) && ToolNumbers.Pid(value) is { } code)
            run = run with { ExitCode = code };
        else if (key.SequenceEqual("Exit Code"u8))
            return Reading.Broken;
        else
            return key.SequenceEqual("Ready"u8) ? Reading.Understood : Reading.Unknown;
        _open = _part == Part.Now ? _open with { Now = run } : _open with { Before = run };
        return Reading.Understood;
    }
}
