using System.IO.Compression;
using Fathom.Evidence;
using Fathom.Sources.Bundle;

namespace Fathom.Tests.Cli;

/// <summary>Bundles whose checksums hold and whose snapshot is nonsense: somebody made them on purpose.</summary>
public sealed class HostileBundleTests : IDisposable
{
    static readonly string[] Verbs = ["doctor", "ledger", "map", "threads", "arenas", "trim", "census", "jvm"];

    const int Times = 200;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nonsense_ends_in_an_answer_or_a_gap_and_never_in_a_bug_of_ours()
    {
        byte[] real = Snapshot();
        Random random = new(20);
        List<string> bugs = [];
        int answered = 0;
        for (int i = 0; i < Times; i++)
        {
            string bundle = Bundle(Changed(real, random));
            string verb = Verbs[i % Verbs.Length];
            Call call = Call.Of(i % 2 == 0 ? [verb, bundle] : [verb, bundle, "--json"]);
            answered += call.Talk.Contains("damaged", StringComparison.Ordinal) ? 0 : 1;
            if (call.ExitCode == ExitCode.Internal)
                bugs.Add($"{i} {verb}: {call.Talk[..Math.Min(call.Talk.Length, 600)]}");
        }
        Assert.True(bugs.Count == 0, string.Join("\n\n", bugs.Take(8)) + "\n" + bugs.Count);
        Assert.True(answered > Times / 4, $"of {Times} only {answered} were read at all");
    }

    byte[] Snapshot()
    {
        string core = _folder.At("core"), bundle = _folder.At("real.fathom");
        using (FileStream packed = File.OpenRead(Path.Combine(Golden.Corpus, "malloc", "cores", "2.36.core.gz")))
        using (GZipStream plain = new(packed, CompressionMode.Decompress))
        using (FileStream to = File.Create(core))
            plain.CopyTo(to);
        Assert.Equal(0, Call.Of("capture", core, "-o", bundle, "-q").ExitCode);
        using BundleFile read = BundleFile.Open(bundle).Value;
        return read.Read("snapshot", int.MaxValue).Value;
    }

    string Bundle(byte[] snapshot)
    {
        string path = _folder.At("bad.fathom");
        using FileStream to = File.Create(path);
        BundleWriter writer = new(to);
        writer.Begin(DateTimeOffset.UnixEpoch);
        writer.Part(PartKind.About, "about", new BundleAbout("x", (LookParts)0x1FF & ~LookParts.Answers).Text());
        writer.Part(PartKind.Snapshot, "snapshot", snapshot);
        writer.End();
        return path;
    }

    /// <summary>Some numbers become others, and some such as no machine has; every value says where it ends, so that it still reads.</summary>
    static byte[] Changed(byte[] real, Random random)
    {
        List<byte> changed = [.. real];
        for (int changes = random.Next(1, 8); changes > 0; changes--)
        {
            int at = random.Next(changed.Count);
            bool isShort = (changed[at] & 7) == 2 && changed[at] >> 3 != 31;
            if (isShort && random.Next(2) == 0)
            {
                // The head then says that the number follows it.
                changed[at] = 31 << 3 | 2;
                changed.InsertRange(at + 1, Large(random));
            }
            else
            {
                changed[at] = (byte)(changed[at] & 0x87 | random.Next(16) << 3);
            }
        }
        return [.. changed];
    }

    /// <summary>Seven bits a byte, 35 to 63 of them.</summary>
    static byte[] Large(Random random)
    {
        byte[] number = new byte[random.Next(5, 10)];
        random.NextBytes(number);
        for (int i = 0; i < number.Length; i++)
            number[i] = (byte)(number[i] | 0x80);
        number[^1] = (byte)(number[^1] & 0x7F);
        return number;
    }
}
