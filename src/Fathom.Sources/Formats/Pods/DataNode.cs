using System.Text.Json;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Pods;

/// <summary>A value of JSON or YAML: what both have in common.</summary>
sealed class DataNode
{
    /// <summary>Values of one text; a list of a thousand pods has 400,000.</summary>
    public const int Most = 2_000_000;

    public const int Deepest = 64;

    public Dictionary<string, DataNode>? Members { get; init; }

    public List<DataNode>? Items { get; init; }

    public string? Text { get; init; }

    public DataNode? this[string name] => Members?.GetValueOrDefault(name);

    public DataNode? At(params ReadOnlySpan<string> path)
    {
        DataNode? node = this;
        foreach (string name in path)
            node = node?[name];
        return node;
    }

    public IReadOnlyList<DataNode> All(string name) => this[name]?.Items ?? [];

    /// <summary>As much of a text as is JSON; what comes after that is noted.</summary>
    public static DataNode? OfJson(ReadOnlySpan<byte> text, ReportNotes notes)
    {
        Utf8JsonReader reader = new(text, new JsonReaderOptions
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            AllowMultipleValues = true,
            MaxDepth = Deepest,
        });
        Tree tree = new(notes);
        try
        {
            while (!tree.IsDone && reader.Read())
                tree.Take(ref reader);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is GetString's word for text that is no UTF-8.
        }
        if (!tree.IsDone)
            KeepFrom(text, LineOf(text, reader.BytesConsumed), notes, broken: true);
        else
            KeepFrom(text, LineOf(text, reader.BytesConsumed) + 1, notes, broken: false);
        return tree.Root;
    }

    static int LineOf(ReadOnlySpan<byte> text, long at) => text[..(int)at].Count((byte)'\n') + 1;

    static void KeepFrom(ReadOnlySpan<byte> text, int number, ReportNotes notes, bool broken)
    {
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            if (lines.Number < number)
                continue;
            if (broken)
                notes.Broken(lines.Number, lines.Current);
            else
                notes.Keep(lines.Number, lines.Current);
            broken = false;
        }
    }

    sealed class Tree(ReportNotes notes)
    {
        readonly Stack<DataNode> _open = [];
        string? _name;
        int _count;

        public DataNode? Root { get; private set; }

        public bool IsDone { get; private set; }

        public void Take(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    _name = reader.GetString();
                    break;
                case JsonTokenType.StartObject:
                    Add(new DataNode { Members = new(StringComparer.Ordinal) }, opens: true);
                    break;
                case JsonTokenType.StartArray:
                    Add(new DataNode { Items = [] }, opens: true);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _open.Pop();
                    IsDone = _open.Count == 0;
                    break;
                case JsonTokenType.String:
                    Add(new DataNode { Text = reader.GetString() }, opens: false);
                    break;
                default:
                    Add(new DataNode { Text = ForeignText.Decode(reader.ValueSpan) }, opens: false);
                    break;
            }
        }

        void Add(DataNode node, bool opens)
        {
            if (!notes.HasRoom(_count++, "values", Most) && !opens)
                return;
            if (_open.TryPeek(out DataNode? parent))
            {
                parent.Items?.Add(node);
                if (parent.Members is not null)
                    parent.Members[_name ?? ""] = node;
            }
            Root ??= node;
            if (opens)
                _open.Push(node);
            IsDone = _open.Count == 0;
        }
    }
}
