using System.IO.Compression;
using System.Text;
using Fathom.Accounting.Profiles;
using Fathom.Evidence.Profiles;

namespace Fathom.Views.Profiles;

/// <summary>A profile for pprof and whatever reads its files (google/pprof, proto/profile.proto): one location for each label, all that the profile counts.</summary>
public static class PprofFile
{
    public static void Write(ProfileReport report, Stream to)
    {
        using GZipStream packed = new(to, CompressionLevel.Fastest, leaveOpen: true);
        Texts texts = new();
        // Each inner message is put together in the same place.
        WireWriter all = new(), one = new(), packedNumbers = new();
        foreach (ProfileColumn column in report.Columns)
        {
            one.Clear();
            one.Number(1, texts.Of(column.Name));
            one.Number(2, texts.Of(column.Unit));
            all.Message(1, one);
        }
        WriteSamples(report, all, one, packedNumbers);
        for (int label = 0; label < report.Forest.Labels.Count; label++)
            WriteLabel(all, one, packedNumbers, (ulong)label + 1, texts.Of(report.Forest.Labels[label]));
        ulong shown = texts.Of(report.Column!.Name);
        foreach (string text in texts.All)
            all.Content(6, Encoding.UTF8.GetBytes(text));
        if (report.Moments[^1].TakenAt is { } at)
            all.Number(9, (ulong)Math.Max(0, (at - DateTimeOffset.UnixEpoch).Ticks) * 100);
        // default_sample_type: what was asked for.
        all.Number(14, shown);
        packed.Write(all.Written);
    }

    static void WriteSamples(ProfileReport report, WireWriter all, WireWriter one, WireWriter numbers)
    {
        var now = new NodeSums[report.Columns.Count];
        var before = new NodeSums[now.Length];
        for (int column = 0; column < now.Length; column++)
            (now[column], before[column]) = (report.SumsOf(column, isBefore: false), report.SumsOf(column, isBefore: true));
        for (int node = 1; node < report.Forest.Count; node++)
        {
            numbers.Clear();
            bool hasAny = false;
            for (int column = 0; column < now.Length; column++)
            {
                long value = Amount.Whole(now[column][node] - before[column][node]);
                hasAny |= value != 0;
                numbers.Varint(unchecked((ulong)value));
            }
            if (hasAny)
                WriteSample(all, one, numbers, report.Forest, node);
        }
    }

    /// <param name="values">Packed; what stands in it is lost.</param>
    static void WriteSample(WireWriter all, WireWriter one, WireWriter values, CallForest forest, int node)
    {
        one.Clear();
        one.Message(2, values);
        values.Clear();
        for (int at = node; at > 0; at = forest.Parents[at])
            values.Varint((ulong)forest.NodeLabels[at] + 1);
        one.Message(1, values);
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
