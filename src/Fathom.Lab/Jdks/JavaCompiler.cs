using Fathom.Evidence;
using Fathom.Lab.Running;

namespace Fathom.Lab.Jdks;

/// <summary>The lab's sources as classes in the cache: compiled once for each content and each javac.</summary>
public static class JavaCompiler
{
    static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    // One set of classes for JDK 8 to 25. --release 8 would check against JDK 8's public API, which has no
    // sun.misc.Unsafe; javac 21 and later warn of these options without -Xlint:-options.
    static readonly string[] Options = ["-source", "8", "-target", "8", "-Xlint:-options", "-nowarn", "-g"];

    /// <summary>The folder of classes, made by the preferred Java where it can compile, else by any other.</summary>
    public static Result<string> Classes(Jdk? preferred)
    {
        IEnumerable<Jdk> candidates = preferred is null ? JdkFinder.All() : [preferred, .. JdkFinder.All()];
        if (candidates.FirstOrDefault(jdk => jdk.HasCompiler) is not { } compiler)
            return Gaps.NoCompiler.At(preferred?.Home ?? "PATH, JAVA_HOME");
        return CacheFolder.Open().Then(cache => Classes(compiler, cache));
    }

    static Result<string> Classes(Jdk compiler, string cache)
    {
        string classes = Path.Combine(cache, "lab-" + Key(compiler));
        if (Directory.Exists(classes))
            return classes;
        string work = Path.Combine(cache, ".making-" + Guid.NewGuid().ToString("n"));
        try
        {
            Directory.CreateDirectory(work, CacheFolder.OwnerOnly);
            return Compile(compiler, work) is { } gap ? gap : Publish(Path.Combine(work, "classes"), classes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Gaps.NoCacheFolder.At(work);
        }
        finally
        {
            if (Directory.Exists(work))
                Directory.Delete(work, recursive: true);
        }
    }

    static Gap? Compile(Jdk compiler, string work)
    {
        List<string> arguments = [.. Options, "-d", Path.Combine(work, "classes")];
        Directory.CreateDirectory(Path.Combine(work, "classes"));
        foreach (string source in Embedded.JavaSources)
        {
            string file = Path.Combine(work, source);
            File.WriteAllText(file, Embedded.Text(source));
            arguments.Add(file);
        }
        Result<Tool.Outcome> javac = Tool.Run(Within, compiler.Javac, [.. arguments]);
        if (javac.Gap is { } notRun)
            return notRun;
        return javac.Value.ExitCode == 0 ? null : Gaps.CompileFailed.At(compiler.Home, null, FirstError(javac.Value));
    }

    /// <summary>Whoever renames first has made the classes; a caller that comes second uses those.</summary>
    static string Publish(string made, string classes)
    {
        try
        {
            Directory.Move(made, classes);
        }
        catch (IOException) when (Directory.Exists(classes))
        {
        }
        return classes;
    }

    static string FirstError(Tool.Outcome javac) =>
        javac.Error.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal), javac.LastWords);

    static string Key(Jdk compiler) =>
        ContentKey.Of([.. Options, compiler.JavaVersion,
            .. Embedded.JavaSources.SelectMany(source => (string[])[source, Embedded.Text(source)])]);
}
