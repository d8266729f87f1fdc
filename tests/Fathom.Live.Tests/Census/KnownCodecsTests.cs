using System.Globalization;
using Fathom.Live.Tests.Cli;
using Fathom.Tests;

namespace Fathom.Live.Tests.Census;

/// <summary>Contexts of compression libraries are known in whichever of their builds they are, by as many as their user made.</summary>
public sealed class KnownCodecsTests
{
    /// <summary>What the program calls them, and the owner and structure that a census must say.</summary>
    static readonly (string Said, string Owner, string Structure)[] Known =
    [
        ("deflate", "libz.so.1", "zlib deflate stream"), ("inflate", "libz.so.1", "zlib inflate stream"),
        ("compress", "libzstd.so.1", "zstd compression context"), ("decompress", "libzstd.so.1", "zstd decompression context"),
        ("encoder", "libbrotli", "brotli encoder"), ("decoder", "libbrotli", "brotli decoder"),
        ("framing", "liblz4.so.1", "LZ4 frame compression context"), ("unframing", "liblz4.so.1", "LZ4 frame decompression context"),
        ("locales", "libc.so.6", "glibc locale"), ("addresses", "libc.so.6", "getaddrinfo result"),
    ];

    [RequiresFact("gcc", "/usr/lib/x86_64-linux-gnu/libbrotlienc.so.1", "/usr/lib/x86_64-linux-gnu/liblz4.so.1", "/usr/lib/x86_64-linux-gnu/libzstd.so.1")]
    public void Here() => Check(new CTarget("codecs", "zlib", "zstd", "brotli", "lz4", "libc"));

    [RootFact("bullseye")]
    public void In_their_builds_of_2020() => Check(CTarget.At(CPrograms.With(Machine.Root("bullseye"), "codecs"), "zlib", "zstd", "brotli", "lz4", "libc"));

    [RootFact("trixie")]
    public void In_their_builds_of_2025() => Check(CTarget.At(CPrograms.With(Machine.Root("trixie"), "codecs"), "zlib", "zstd", "libc"));

    [RootFact("sid")]
    public void In_their_newest_builds() => Check(CTarget.At(CPrograms.With(Machine.Root("sid"), "codecs"), "zlib", "zstd", "brotli", "libc"));

    /// <summary>Its working memory is freed before a call returns: nothing of it can leak, and nothing may be called its own.</summary>
    [RequiresFact("gcc", "/usr/lib/x86_64-linux-gnu/libsnappy.so.1")]
    public void Snappy_keeps_nothing()
    {
        using CTarget target = new("codecs", "snappy");
        Assert.DoesNotContain(Rows(target), row => row.Owner?.StartsWith("libsnappy", StringComparison.Ordinal) == true);
    }

    /// <summary>A program that uses none of these libraries has none of their structures.</summary>
    [RequiresFact("gcc")]
    public void Nobody_else_has_them()
    {
        using CTarget target = new("kinds");
        Assert.DoesNotContain(Rows(target), row => Known.Any(each => each.Structure == row.Structure));
    }

    static void Check(CTarget started)
    {
        using CTarget target = started;
        CensusRow[] rows = Rows(target);
        string[] faults = [.. Known.Where(each => target.All(each.Said).Count > 0).Select(each => Fault(rows, each, target.Number(each.Said))).OfType<string>()];
        Assert.True(faults.Length == 0, string.Join('\n', [.. faults, .. rows.Take(25).Select(row => row.ToString())]));
        // What is not asked for is not there.
        Assert.DoesNotContain(rows, row => Known.Any(each => each.Structure == row.Structure && target.All(each.Said).Count == 0));
    }

    static string? Fault(CensusRow[] rows, (string Said, string Owner, string Structure) known, long made)
    {
        long found = rows.Where(row => row.Structure == known.Structure && row.Owner!.StartsWith(known.Owner, StringComparison.Ordinal)).Sum(row => row.Count);
        return Math.Abs(found - made) <= Math.Max(1, made / 100) ? null
            : string.Create(CultureInfo.InvariantCulture, $"{found} of {made} are a {known.Structure} of {known.Owner}");
    }

    static CensusRow[] Rows(CTarget target) =>
        CensusRow.All(Answer.Of("census", target.Pid.ToString(CultureInfo.InvariantCulture), "--exact", "--json").Json);
}
