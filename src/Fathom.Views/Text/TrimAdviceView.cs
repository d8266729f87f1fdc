using System.Globalization;
using Fathom.Accounting.Malloc;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Views.Text;

/// <summary>What else would help, and how to do it.</summary>
static class TrimAdviceView
{
    const int UsualArenas = 2;

    public static void Write(TrimAnswer answer, MallocState state, TrimForecast all, int columns, TextWriter to)
    {
        Snapshot snapshot = answer.Before;
        int arenas = answer.ArenaMax ?? UsualArenas;
        string target = snapshot.Target.Pid?.ToString(CultureInfo.InvariantCulture) ?? "TARGET";
        Paragraph.Write("No trim", $"returns what is in use, {SizeText.Of(state.Resident.InUse)} in memory: if that is too much, something "
            + $"is not freed (fathom arenas {target} --bins shows its sizes).", columns, to);
        if (FewerArenas.Of(state, arenas) is { Spared.Most.Value: > 0 } fewer)
            Paragraph.Write("Restart", string.Create(CultureInfo.InvariantCulture, $"with MALLOC_ARENA_MAX={arenas}: ")
                + $"up to {SizeText.Of(fewer.Spared.Most)} less, if those left keep no more free than they do now; or with another malloc "
                + $"(jemalloc {ArenaEffectsView.Range(OtherAllocator.Of(state)[0].Resident)} for what lives now). MALLOC_TRIM_THRESHOLD_ shortens "
                + "the end of the main arena only, and freezes the mmap threshold: more large blocks then come from arenas.", columns, to);
        if (snapshot.Target.Jvm is null)
            Paragraph.Write("Do", "the program itself can call malloc_trim(0); fathom calls nothing in it. A debugger that does has crashed JVMs.", columns, to);
        else
            WriteForJvm(target, all, answer.Done is not null, columns, to);
    }

    static void WriteForJvm(string target, TrimForecast all, bool isDone, int columns, TextWriter to)
    {
        if (!isDone && all.Returned.Value > 0)
            Paragraph.Write("Do", $"fathom trim {target} --now  (System.trim_native_heap of JDK 18 and later, late 11 and 17; in others a "
                + "library that calls malloc_trim; each arena is locked for ms a GiB)", columns, to);
        Paragraph.Write("Always", "-XX:TrimNativeHeapInterval=60000 (ms) from 17.0.9, 21.0.1 and 22 on makes the JVM do it by itself; JDK 8 has neither: "
            + "MALLOC_ARENA_MAX or another malloc, at a restart.", columns, to);
    }
}
