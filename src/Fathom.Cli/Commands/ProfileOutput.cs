using Fathom.Views.Profiles;

namespace Fathom.Cli.Commands;

/// <summary>The form that a profile is written in: what was asked for, else what the ending of the file says, else text.</summary>
static class ProfileOutput
{
    public static void Write(Session session, ProfileChoice choice, Stream? file, ProfileAnswer answer)
    {
        ProfileForm? form = choice.Form is { } name ? ProfileForm.OfName(name)
            : choice.Output.AsksJson ? ProfileForm.OfName("json")
            : choice.Output.File is { } path ? ProfileForm.OfFile(path) : null;
        if (form is not null)
        {
            form.Write(answer, file ?? session.Output);
            return;
        }
        using StreamWriter? writer = file is null ? null : new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
        ProfileView.Write(answer, file is null ? session.Columns : 160, writer ?? session.Out);
    }
}
