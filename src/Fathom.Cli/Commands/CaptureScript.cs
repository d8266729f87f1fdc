namespace Fathom.Cli.Commands;

/// <summary>`capture --script`: what collects texts where fathom may not run.</summary>
static class CaptureScript
{
    public static void Write(Stream to)
    {
        using Stream script = typeof(CaptureScript).Assembly.GetManifestResourceStream("collect.sh")
            ?? throw new InvalidOperationException("not embedded: collect.sh");
        script.CopyTo(to);
    }
}
