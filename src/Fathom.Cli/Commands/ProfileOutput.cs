using Fathom.Views.Profiles;

namespace Fathom.Cli.Commands;

/// <summary>The form that a profile is written in.</summary>
static class ProfileOutput
{
    public static void Write(Session session, OutputChoice choice, Stream? file, ProfileAnswer answer)
    {
        if (choice.IsJson)
        {
            ProfileJson.Write(file ?? session.Output, answer);
            return;
        }
        using StreamWriter? writer = file is null ? null : new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
        ProfileView.Write(answer, file is null ? session.Columns : 160, writer ?? session.Out);
    }
}
