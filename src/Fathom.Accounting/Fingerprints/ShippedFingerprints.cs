using Fathom.Evidence;

namespace Fathom.Accounting.Fingerprints;

/// <summary>The files of this folder, as they were when fathom was built. Each was run against the builds that it names.</summary>
public static class ShippedFingerprints
{
    const string Ending = ".fingerprint";

    public static IReadOnlyList<Fingerprint> All => field ??= Read();

    static List<Fingerprint> Read()
    {
        List<Fingerprint> all = [];
        System.Reflection.Assembly here = typeof(ShippedFingerprints).Assembly;
        foreach (string name in here.GetManifestResourceNames().Where(name => name.EndsWith(Ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using Stream stream = here.GetManifestResourceStream(name) ?? throw new InvalidOperationException("not embedded: " + name);
            using StreamReader reader = new(stream);
            Result<IReadOnlyList<Fingerprint>> read = FingerprintText.Parse(reader.ReadToEnd(), name);
            all.AddRange(read.Ok ? read.Value : throw new InvalidOperationException($"{read.Gap!.Where}: {read.Gap.What}"));
        }
        return all;
    }
}
