using Fathom.Evidence;
using Fathom.Sources.Elf;

namespace Fathom.Tests.Sources.Elf;

/// <summary>Asks everything of an image, as a hostile file would have it asked.</summary>
static class Exhaust
{
    internal static void Everything(IElfBytes bytes)
    {
        Result<ElfImage> opened = ElfImage.Open(bytes);
        if (!opened.Ok)
            return;
        ElfImage image = opened.Value;
        _ = image.BuildId;
        _ = image.SoName;
        _ = image.DebugLink;
        foreach (Result<SymbolTable> table in new[] { image.ExportedSymbols, image.AllSymbols })
        {
            if (!table.Ok)
                continue;
            _ = table.Value.FindEach(["malloc", "nothing_of_this_name"]);
            Result<SymbolIndex> index = SymbolIndex.Of(table.Value, image.Place);
            if (index.Ok)
            {
                index.Value.TryFind(0x1234, out _, out _);
                index.Value.TryFind(ulong.MaxValue, out _, out _);
            }
        }
    }
}
