using System.IO.Compression;
using System.Text;
using Fathom.Accounting.Profiles;

namespace Fathom.Views.Profiles;

/// <summary>A profile for pprof and whatever reads its files (google/pprof, proto/profile.proto): one location for each label.</summary>
public static class PprofFile
{
    public static void Write(ProfileReport report, Stream to)
    {
        using GZipStream packed = new(to, CompressionLevel.Fastest, leaveOpen: true);
        Texts texts = new();
        // Each inner message is put together in the same place.
        WireWriter all = new(), one = new(), packedNumbers = new();
        one.Number(1, texts.Of(report.Column!.Name));
        one.Number(2, texts.Of(report.Column.Unit));
        all.Message(1, one);
        for (int node = 1; node < report.Forest.Count; node++)
        {
            long value = CallStacks.Value(report, node);
            if (value != 0)
                WriteSample(all, one, packedNumbers, report.Forest, node, value);
        }
        for (int label = 0; label < report.Forest.Labels.Count; label++)
            WriteLabel(all, one, packedNumbers, (ulong)label + 1, texts.Of(report.Forest.Labels[label]));
        foreach (string text in texts.All)
            all.Content(6, Encoding.UTF8.GetBytes(text));
        if (report.Moments[^1].TakenAt is { } at)
            all.Number(9, (ulong)Math.Max(0, (at - DateTimeOffset.UnixEpoch).Ticks) * 100);
        packed.Write(all.Written);
    }

    static void WriteSample(WireWriter all, WireWriter one, WireWriter numbers, CallForest forest, int node, long value)
    {
        one.Clear();
        numbers.Clear();
        for (int at = node; at > 0; at = forest.Parents[at])
            numbers.Varint((ulong)forest.NodeLabels[at] + 1);
        one.Message(1, numbers);
        numbers.Clear();
        numbers.Varint(unchecked((ulong)value));
        one.Message(2, numbers);
        all.Message(2, one);
    }

    static void WriteLabel(WireWriter all, WireWriter one, WireWriter line, ulong id, ulong name)
    {
        line.Clear();
        line.Number(1, id);
        one.Clear();
        one.Number(1, id);
        one.Message(4, line);
        all.Message(4, one);
        one.Clear();
        one.Number(1, id);
        one.Number(2, name);
        all.Message(5, one);
    }

    sealed class Texts
    {
        readonly Dictionary<string, ulong> _numbers = new(StringComparer.Ordinal) { [""] = 0 };

        public List<string> All { get; } = [""];

        public ulong Of(string text)
        {
            if (_numbers.TryGetValue(text, out ulong number))
                return number;
            All.Add(text);
            return _numbers[text] = (ulong)All.Count - 1;
        }
    }
}
