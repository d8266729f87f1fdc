using System.IO.Compression;

namespace Fathom.Tests.Cli;

/// <summary>A core and the bundles of it, each made once for all tests that only read them.</summary>
public sealed class KeptBundles : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Dictionary<string, string> _bundles = new(StringComparer.Ordinal);

    public KeptBundles()
    {
        using FileStream packed = File.OpenRead(Path.Combine(Golden.Corpus, "malloc", "cores", "2.36.core.gz"));
        using GZipStream plain = new(packed, CompressionMode.Decompress);
        using FileStream to = File.Create(Core);
        plain.CopyTo(to);
    }

    internal string Core => _folder.At("core");

    internal string Bundle(params string[] options)
    {
        string key = string.Join(' ', options);
        if (_bundles.TryGetValue(key, out string? bundle))
            return bundle;
        bundle = _folder.At(_bundles.Count + ".fathom");
        Call call = Call.Of(["capture", Core, "-o", bundle, "-q", .. options]);
        Assert.True(call.ExitCode == 0, call.ToString());
        return _bundles[key] = bundle;
    }

    public void Dispose() => _folder.Dispose();
}
