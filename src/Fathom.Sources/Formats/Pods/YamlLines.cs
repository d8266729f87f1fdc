using Fathom.Evidence;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Pods;

/// <summary>
/// YAML as kubectl writes it: block mappings and lists, told by indent, with plain or quoted words. Anchors, flow lists and
/// tags it does not write; what they would hold is a word here.
/// </summary>
sealed class YamlLines
{
    readonly record struct Line(int Indent, string Content);

    readonly List<Line> _lines = [];
    int _at;

    YamlLines(ReadOnlySpan<byte> text, ReportNotes notes)
    {
        int block = int.MaxValue;
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> content = lines.Current.TrimStart((byte)' ');
            int indent = lines.Current.Length - content.Length;
            if (content.IsEmpty || content[0] == (byte)'#' || content.SequenceEqual("---"u8))
                continue;
            // The lines of a text that "|" or ">" announced.
            if (indent > block)
                continue;
            block = content.EndsWith(": |"u8) || content.EndsWith(": >"u8) || content.EndsWith(": |-"u8) ? indent : int.MaxValue;
            if (content.IndexOf((byte)':') < 0 && !content.StartsWith("- "u8))
                notes.Keep(lines);
            else if (notes.HasRoom(_lines.Count, "values", DataNode.Most))
                _lines.Add(new Line(indent, ForeignText.Decode(content.Length > Limits.NameBytes ? content[..Limits.NameBytes] : content)));
        }
    }

    public static DataNode Read(ReadOnlySpan<byte> text, ReportNotes notes)
    {
        YamlLines lines = new(text, notes);
        DataNode root = new() { Items = [] };
        // Several documents behind one another, and lines too far left for the block they follow.
        while (lines._at < lines._lines.Count)
            root.Items.Add(lines.Block(lines._lines[lines._at].Indent, 0));
        return root;
    }

    DataNode Block(int indent, int depth)
    {
        if (_lines[_at].Content.StartsWith("- ", StringComparison.Ordinal))
            return ListOf(indent, depth);
        Dictionary<string, DataNode> members = new(StringComparer.Ordinal);
        while (_at < _lines.Count && _lines[_at].Indent == indent && !_lines[_at].Content.StartsWith("- ", StringComparison.Ordinal))
        {
            string content = _lines[_at++].Content;
            int colon = content.IndexOf(": ", StringComparison.Ordinal);
            bool opens = colon < 0 && content.EndsWith(':');
            string key = Word(opens ? content[..^1] : colon < 0 ? content : content[..colon]);
            // A second document of the same indent repeats the first one's keys.
            if (depth == 0 && members.ContainsKey(key) && key == "apiVersion")
            {
                _at--;
                break;
            }
            members[key] = opens ? Nested(indent, depth) : new DataNode { Text = colon < 0 ? "" : Word(content[(colon + 2)..]) };
        }
        SkipDeeper(indent);
        return new DataNode { Members = members };
    }

    /// <summary>What is below a key: deeper lines, or a list at the key's own indent.</summary>
    DataNode Nested(int indent, int depth)
    {
        if (_at >= _lines.Count || depth >= DataNode.Deepest)
            return new DataNode { Text = "" };
        Line next = _lines[_at];
        bool list = next.Indent == indent && next.Content.StartsWith("- ", StringComparison.Ordinal);
        return next.Indent > indent || list ? Block(next.Indent, depth + 1) : new DataNode { Text = "" };
    }

    DataNode ListOf(int indent, int depth)
    {
        List<DataNode> items = [];
        while (_at < _lines.Count && _lines[_at].Indent == indent && _lines[_at].Content.StartsWith("- ", StringComparison.Ordinal))
        {
            // "- name: x" is a mapping that begins behind the dash.
            string content = _lines[_at].Content[2..].TrimStart();
            bool mapping = content.EndsWith(':') || content.Contains(": ", StringComparison.Ordinal) || content.StartsWith("- ", StringComparison.Ordinal);
            if (mapping && depth < DataNode.Deepest)
            {
                int inner = indent + _lines[_at].Content.Length - content.Length;
                _lines[_at] = new Line(inner, content);
                items.Add(Block(inner, depth + 1));
            }
            else
            {
                items.Add(new DataNode { Text = Word(content) });
                _at++;
            }
            SkipDeeper(indent);
        }
        return new DataNode { Items = items };
    }

    /// <summary>Lines that fit nowhere are left out rather than read as something else.</summary>
    void SkipDeeper(int indent)
    {
        while (_at < _lines.Count && _lines[_at].Indent > indent)
            _at++;
    }

    static string Word(string text)
    {
        text = text.Trim();
        bool quoted = text.Length > 1 && text[0] is '"' or '\'' && text[^1] == text[0];
        return quoted ? text[1..^1] : text;
    }
}
