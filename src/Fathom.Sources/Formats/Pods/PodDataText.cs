using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Pods;

/// <summary>kubectl get pod -o json, docker inspect, podman inspect.</summary>
public static class PodJsonText
{
    /// <summary>All in one line.</summary>
    public static bool Begins(ReadOnlySpan<byte> line) =>
        line.StartsWith("{\"apiVersion\":"u8) || line.StartsWith("[{\"Id\":"u8) || line.StartsWith("{\"Id\":"u8);

    /// <summary>Any JSON may begin with a bracket alone: the line behind it has the first member, which both tools always print first.</summary>
    public static bool Begins(ReadOnlySpan<byte> line, ReadOnlySpan<byte> next)
    {
        ReadOnlySpan<byte> member = next.TrimStart(" \t"u8);
        return Begins(line)
            || (line.SequenceEqual("{"u8) && (member.StartsWith("\"apiVersion\":"u8) || member.StartsWith("\"Id\":"u8)))
            || (line.SequenceEqual("["u8) && next.Length > member.Length && member.SequenceEqual("{"u8));
    }

    public static Parsed<ContainerStates> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        return PodDataText.Done(DataNode.OfJson(text, notes), notes, "kubectl get pod -o json or docker inspect");
    }
}

/// <summary>kubectl get pod -o yaml.</summary>
public static class PodYamlText
{
    public static bool Begins(ReadOnlySpan<byte> line) => line.SequenceEqual("apiVersion: v1"u8);

    public static Parsed<ContainerStates> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        return PodDataText.Done(YamlLines.Read(text, notes), notes, "kubectl get pod -o yaml");
    }
}

static class PodDataText
{
    public static Parsed<ContainerStates> Done(DataNode? root, ReportNotes notes, string tool)
    {
        PodData data = new(notes);
        if (root is not null)
            data.Add(root);
        if (data.Found.Count == 0)
            notes.Add(Gaps.ToolTextIncomplete, "container", tool);
        return notes.Done(new ContainerStates { Containers = data.Found, Unread = notes.Unread });
    }
}
