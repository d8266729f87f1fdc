using Fathom.Lab.Jdks;
using Fathom.Tests;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>A JDK whose libjvm is a file of its own, to be changed under a running JVM; all else is the real one's.</summary>
sealed class JdkCopy : IDisposable
{
    readonly TemporaryFolder _folder = new();

    internal JdkCopy(Jdk real)
    {
        Directory.CreateDirectory(_folder.At("bin"));
        Directory.CreateDirectory(_folder.At("lib/server"));
        File.CreateSymbolicLink(_folder.At("conf"), Path.Combine(real.Home, "conf"));
        File.Copy(real.Java, Java);
        foreach (string entry in Directory.GetFileSystemEntries(Path.Combine(real.Home, "lib")))
        {
            string name = Path.GetFileName(entry);
            // The launcher finds its JDK by where it and libjli really are.
            if (name == "libjli.so")
                File.Copy(entry, _folder.At("lib/" + name));
            else if (name != "server")
                File.CreateSymbolicLink(_folder.At("lib/" + name), entry);
        }
        foreach (string archive in Directory.GetFiles(Path.Combine(real.Home, "lib/server"), "*.jsa"))
            File.CreateSymbolicLink(_folder.At("lib/server/" + Path.GetFileName(archive)), archive);
        File.Copy(LibraryOf(real), Library);
    }

    internal string Java => _folder.At("bin/java");

    internal string Library => _folder.At("lib/server/libjvm.so");

    internal static string LibraryOf(Jdk jdk) => Path.Combine(jdk.Home, "lib/server/libjvm.so");

    internal void Strip() => Outside.Run("strip", Library);

    /// <summary>As a package manager does it: the old file lives on without a name.</summary>
    internal void ReplaceBy(string other)
    {
        File.Copy(other, Library + ".new");
        File.Move(Library + ".new", Library, overwrite: true);
    }

    public void Dispose() => _folder.Dispose();
}
