using Fathom.Evidence;
using Fathom.Sources.Acts;

namespace Fathom.Cli.Commands;

/// <summary>
/// Where a bundle is written: beside its place, and moved there when it is whole. A capture that is killed leaves no
/// file that looks like one.
/// </summary>
sealed class BundleOutput : IDisposable
{
    readonly string? _place;
    readonly string? _beside;
    readonly Undo? _undo;

    BundleOutput(Stream to, string? place, string? beside)
    {
        (To, _place, _beside) = (to, place, beside);
        if (beside is not null)
            _undo = Undo.By(() => File.Delete(beside));
    }

    public Stream To { get; }

    public static Result<BundleOutput> Open(Session session, string? path)
    {
        if (path is null or "-")
            return session.OutIsTerminal ? Gaps.BundleOnTerminal.At("standard output") : new BundleOutput(session.Output, null, null);
        // A pipe or a device is written to as it is.
        bool isPlain = !Path.Exists(path) || (File.GetAttributes(path) & (FileAttributes.Device | FileAttributes.Directory)) == 0;
        string beside = isPlain ? path + ".partial" : path;
        return OutputFile.Open(beside).Then<BundleOutput>(file =>
        {
            OutputFile.KeepPrivate(beside);
            OutputFile.Begin(file);
            return new BundleOutput(file!, path, isPlain ? beside : null);
        });
    }

    /// <summary>It is whole.</summary>
    public void Keep()
    {
        To.Flush();
        if (_beside is null)
            return;
        To.Dispose();
        _undo!.Change(() => File.Move(_beside, _place!, overwrite: true));
    }

    public void Dispose()
    {
        if (_place is null)
            return;
        To.Dispose();
        _undo?.Dispose();
    }
}
