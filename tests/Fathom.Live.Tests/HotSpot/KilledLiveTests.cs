using System.Diagnostics;
using System.Globalization;
using Fathom.Live.Tests.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Attach;
using Fathom.Tests;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>fathom itself as a process: ended while it waits for a JVM that takes the signal and never listens.</summary>
public sealed class KilledLiveTests : IDisposable
{
    // A file of that name is mapped and the signal is handled: from outside that is a JVM.
    const string Deaf = """
        #include <fcntl.h>
        #include <signal.h>
        #include <stdio.h>
        #include <sys/mman.h>
        #include <unistd.h>
        static void heard(int signal) { (void)signal; }
        int main(int count, char **words) {
            int file = open(words[count - 1], O_RDONLY);
            if (mmap(0, 4096, PROT_READ, MAP_PRIVATE, file, 0) == MAP_FAILED) return 1;
            signal(SIGQUIT, heard);
            puts("ready");
            fflush(stdout);
            for (;;) pause();
        }
        """;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("gcc")]
    public void However_it_is_ended_no_trigger_stays()
    {
        using LiveTarget deaf = Start();
        string trigger = Trigger(deaf);

        foreach (string signal in (string[])["TERM", "INT", "HUP"])
        {
            KillWhileItWaits(deaf, trigger, signal);
            Assert.False(File.Exists(trigger), signal);
        }
    }

    [RequiresFact("gcc")]
    public void What_stays_when_it_could_do_nothing_is_removed_by_the_next_one()
    {
        using LiveTarget deaf = Start();
        string trigger = Trigger(deaf);
        KillWhileItWaits(deaf, trigger, "KILL");
        Assert.True(File.Exists(trigger));

        HotSpotAttach.Open(JvmProcess.Of(deaf.Id).Value, new AttachOptions()).Value.Dispose();

        Assert.False(File.Exists(trigger));
    }

    [RequiresFact("gcc")]
    public void A_JVM_that_never_listens_is_given_up_and_the_trigger_is_gone()
    {
        using LiveTarget deaf = Start();
        using HotSpotAttach attach = HotSpotAttach.Open(
            JvmProcess.Of(deaf.Id).Value, new AttachOptions { Listen = TimeSpan.FromMilliseconds(20) }).Value;

        Assert.Equal("attach-no-listener", attach.Ask(AttachRequest.Jcmd("VM.version")).Gap?.Id);
        Assert.False(File.Exists(Trigger(deaf)));
    }

    LiveTarget Start() => new(LiveTarget.Compile(_folder, "deaf", Deaf), _folder.Write("libjvm.so", new byte[4096]));

    static string Trigger(LiveTarget target) => string.Create(CultureInfo.InvariantCulture, $"/tmp/.attach_pid{target.Id}");

    static void KillWhileItWaits(LiveTarget deaf, string trigger, string signal)
    {
        using Process fathom = Fathom("jvm", deaf.Id.ToString(CultureInfo.InvariantCulture), "VM.version");
        // Its content is written last: the trigger is whole.
        Assert.True(SpinWait.SpinUntil(() => File.Exists(trigger) && new FileInfo(trigger).Length > 0, TimeSpan.FromSeconds(30)));
        Outside.Run("kill", "-" + signal, fathom.Id.ToString(CultureInfo.InvariantCulture));
        fathom.WaitForExit();
    }

    static Process Fathom(params string[] arguments)
    {
        string[] command = Environment.GetEnvironmentVariable("FATHOM_BINARY") is { Length: > 0 } binary
            ? [binary]
            : ["dotnet", Path.Combine(AppContext.BaseDirectory, "fathom.dll")];
        return Process.Start(new ProcessStartInfo(command[0], [.. command.Skip(1), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
    }
}
