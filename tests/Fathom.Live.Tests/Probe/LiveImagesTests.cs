using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Sources.Probe;
using Fathom.Tests;

namespace Fathom.Live.Tests.Probe;

/// <summary>This process loads and unloads libraries, each of a name of its own, at places of their own.</summary>
public class LiveImagesTests
{
    [RequiresFact("gcc")]
    public void Of_those_that_were_unloaded_some_are_known()
    {
        using TemporaryFolder folder = new();
        string source = folder.At("one.c");
        File.WriteAllText(source, "int one(void) { return 1; }\n");
        using LiveImages images = new(Environment.ProcessId);
        images.Renew();
        int before = Files(folder);
        List<nint> placed = [];
        for (int i = 0; i < LiveImages.MostUnloaded + 40; i++)
        {
            string name = folder.At(string.Create(CultureInfo.InvariantCulture, $"one-{i}.so"));
            if (i == 0)
                Outside.Run("gcc", "-shared", "-fPIC", "-nostdlib", "-o", name, source);
            else
                File.Copy(folder.At("one-0.so"), name);
            placed.Add(NativeLibrary.Load(name));
        }
        images.Renew();
        foreach (var image in images.Loaded.Where(image => image.Name.StartsWith(folder.At("one-"), StringComparison.Ordinal)))
            Assert.True(images.Open(image).Ok);
        Assert.Equal(placed.Count, Files(folder) - before);

        placed.ForEach(NativeLibrary.Free);
        images.Renew();

        Assert.Equal(LiveImages.MostUnloaded, images.All.Count - images.Loaded.Count);
        Assert.InRange(Files(folder) - before, 1, LiveImages.MostUnloaded);
    }

    /// <summary>Of the folder, that this process has open.</summary>
    static int Files(TemporaryFolder folder) => Directory.EnumerateFiles("/proc/self/fd")
        .Count(file => new FileInfo(file).LinkTarget is { } target && target.StartsWith(folder.At("one-"), StringComparison.Ordinal));
}
