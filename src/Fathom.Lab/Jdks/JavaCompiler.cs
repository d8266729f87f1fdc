using Fathom.Evidence;
using Fathom.Lab.Running;

namespace Fathom.Lab.Jdks;

/// <summary>The lab's sources as classes in the cache: compiled once for each content and each javac.</summary>
public static class JavaCompiler
{
    static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The folder of classes, made by the preferred Java where it can compile, else by the newest other: it compiles the most.
    /// One set serves JDK 8 to 25.
    /// </summary>
    public static Result<string> Classes(Jdk? preferred)
    {
        IEnumerable<Jdk> candidates = [.. preferred is null ? (Jdk[])[] : [preferred], .. JdkFinder.All().OrderByDescending(jdk => jdk.Feature)];
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
        string classes = Directory.CreateDirectory(Path.Combine(work, "classes")).FullName;
        foreach (SourceGroup group in SourceGroup.For(compiler))
            if (Compile(compiler, group, work, classes) is { } gap)
                return gap;
        return NativeCompiler.Compile(compiler, work, classes);
    }

    static Gap? Compile(Jdk compiler, SourceGroup group, string work, string classes)
    {
        List<string> arguments = [.. group.Options, "-d", classes, "-cp", string.Join(':', [classes, .. group.Jars])];
        foreach (string source in group.Sources)
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
        ContentKey.Of([compiler.JavaVersion, NativeCompiler.Key(compiler),
            .. SourceGroup.For(compiler).SelectMany(group => (string[])[.. group.Options, .. group.Jars,
                .. group.Sources.SelectMany(source => (string[])[source, Embedded.Text(source)])])]);
}
