using Fathom.Evidence;

namespace Fathom.Sources.Proc;

/// <summary>The file behind a mapping, whatever its name says by now.</summary>
public interface IMappedFiles
{
    Result<RegularFile> Open(Mapping mapping);
}
