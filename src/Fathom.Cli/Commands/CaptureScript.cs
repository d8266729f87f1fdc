namespace Fathom.Cli.Commands;

/// <summary>`capture --script`.</summary>
static class CaptureScript
{
    public const string Text = "";
}
