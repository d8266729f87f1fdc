namespace Fathom.Lab;

/// <summary>The files of lab/ as they were when fathom was built.</summary>
static class Embedded
{
    public static IReadOnlyList<string> JavaSources { get; } =
        [.. typeof(Embedded).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".java", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public static string Text(string name)
    {
        using Stream stream = typeof(Embedded).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException("not embedded: " + name);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
