using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Probe;

/// <summary>
/// The probe's code where the target can load it from, for as long as that takes: a file in one of the target's folders, under one
/// name for each build and process, as a JVM that has loaded it once finds it again by that name; else memory of fathom's own.
/// </summary>
sealed class ProbeFile : IDisposable
{
    const string Resource = "probe-x86_64.so";

    readonly IDisposable? _held;

    ProbeFile(string path, IDisposable? held) => (Path, _held) = (path, held);

    /// <summary>As the target would open it.</summary>
    public string Path { get; }

    public static Result<ProbeFile> Put(JvmProcess jvm)
    {
        if (Read() is not { } content)
            return Gaps.ProbeAbsent.At(Resource);
        string build = BuildOf(content), name = string.Create(CultureInfo.InvariantCulture, $".fathom-probe-{jvm.NamespacePid}-{build}.so");
        string[] mapped = Mapped(jvm);
        if (ProbeMemory.Loaded(mapped, build) is { } known)
            return new ProbeFile(known, null);
        if (!TargetRoot.Of(jvm.Pid).Try(out TargetRoot? root, out Gap? gap))
            return gap;
        using (root)
            return InFolder(root, jvm, mapped, name, content).Try(out ProbeFile? file, out gap) ? file : InMemory(root, jvm, build, content, gap);
    }

    public void Dispose() => _held?.Dispose();

    static Result<ProbeFile> InFolder(TargetRoot root, JvmProcess jvm, string[] mapped, string name, byte[] content)
    {
        List<string> refused = [];
        string[] folders = [.. ProbePlaces.Of(jvm).OrderBy(folder => !IsLoaded(mapped, folder + "/" + name))];
        foreach (string folder in folders)
        {
            Result<PlacedFile> placed = PlacedFile.Put(root, folder, jvm, name, content);
            // The loader needs no file of what it has already; but the JVM opens whatever stands there.
            if (placed.Ok || (IsLoaded(mapped, folder + "/" + name) && !Exists(root, folder, name)))
                return new ProbeFile(folder + "/" + name, placed.Or(null));
            refused.Add(folder + " " + placed.Gap!.Errno);
        }
        return Gaps.ProbeNoPlace.At(root.Place, null, string.Join(", ", refused));
    }

    static Result<ProbeFile> InMemory(TargetRoot root, JvmProcess jvm, string build, byte[] content, Gap otherwise) =>
        ProbeMemory.IsWithinReach(root, jvm) && ProbeMemory.Of(build, content).Try(out ProbeMemory? memory, out _)
            ? new ProbeFile(memory.Path, null)
            : otherwise;

    static bool Exists(TargetRoot root, string folder, string name)
    {
        using TargetFolder? opened = root.OpenFolder(folder).Or(null);
        using FoundName? found = opened?.Find(name).Or(null);
        return found is not null;
    }

    static bool IsLoaded(string[] mapped, string path) => mapped.Any(name => name.EndsWith(path, StringComparison.Ordinal));

    /// <summary>Names of files with code; one that is gone has a mark behind it.</summary>
    static string[] Mapped(JvmProcess jvm)
    {
        DirectoryFiles files = DirectoryFiles.OfProcess(jvm.Pid);
        IReadOnlyList<Mapping> mappings = MapsText.Parse(files.Read("maps", Limits.ProcFileBytes).Or([]), files.Place + "/maps").Value;
        return [.. from mapping in mappings where (mapping.Access & Access.Execute) != 0 && mapping.Name.Contains("fathom-", StringComparison.Ordinal) select mapping.Name];
    }

    static byte[]? Read()
    {
        using Stream? built = typeof(ProbeFile).Assembly.GetManifestResourceStream(Resource);
        if (built is null)
            return null;
        byte[] content = new byte[built.Length];
        built.ReadExactly(content);
        return content;
    }

    static string BuildOf(byte[] content)
    {
        string build = Elf.ElfImage.Open(new Elf.HeldBytes(content, Resource)).Then(image => image.BuildId).Or("0")!;
        return build[..Math.Min(build.Length, 16)];
    }
}
