using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Objects;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom jvm --objects`: Java objects that own native memory, counted from outside.</summary>
sealed class JvmObjects(Session session, JvmChoice choice, ObjectsChoice objects, JvmProcess jvm, Stream? file)
{
    public int Run()
    {
        if (!JavaObjectsLook.At(jvm, objects.Budget, choice.Raw).Try(out JavaObjectsAnswer? answer, out Gap? gap))
            return Answering.Fail(session, gap);
        if (choice.Output.IsJson)
        {
            JavaObjectsJson.Write(file ?? session.Output, answer);
            return ExitCode.Fine;
        }
        using StreamWriter? writer = file is null ? null : new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
        JavaObjectsView.Write(answer, file is null ? session.Columns : 160, writer ?? session.Out);
        session.Out.Flush();
        return ExitCode.Fine;
    }
}
