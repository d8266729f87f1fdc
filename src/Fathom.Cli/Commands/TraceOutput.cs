using Fathom.Views.Profiles;
using Fathom.Views.Tracing;

namespace Fathom.Cli.Commands;

/// <summary>A trace as text or JSON of its own, or in any form of a profile.</summary>
static class TraceOutput
{
    public static void Write(Session session, TraceChoice choice, Stream? file, TraceAnswer answer)
    {
        OutputChoice output = choice.Profile.Output;
        ProfileForm? form = output.AsksJson || output.File is null ? null : ProfileForm.OfFile(output.File);
        if (form is { Name: not "json" })
        {
            form.Write(answer.Profile, file ?? session.Output);
            return;
        }
        if (output.IsJson)
        {
            TraceJson.Write(file ?? session.Output, answer);
            return;
        }
        using StreamWriter? writer = file is null ? null : new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
        TraceView.Write(answer, file is null ? session.Columns : 160, writer ?? session.Out);
    }
}
