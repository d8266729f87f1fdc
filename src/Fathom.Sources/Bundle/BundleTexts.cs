using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Bundle;

/// <summary>The files of /proc in a bundle, in place of the process's.</summary>
sealed class BundleTexts(BundleFile bundle) : IProcFiles
{
    public string Place => bundle.Path;

    public Result<byte[]> Read(string name, int limit) =>
        bundle.Has(name, out BundlePart? part) && part.Kind == PartKind.ProcFile
            ? bundle.Read(name, limit)
            : Gaps.ProcFileAbsent.At(bundle.Path + ":" + name, null, name);

    public Result<IReadOnlyList<string>> List(string name) => Gaps.ProcFileAbsent.At(bundle.Path + ":" + name, null, name);

    public Result<string> ReadLink(string name) => Gaps.ProcFileAbsent.At(bundle.Path + ":" + name, null, name);
}
