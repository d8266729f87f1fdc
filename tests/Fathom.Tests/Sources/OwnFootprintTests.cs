using Fathom.Sources;

namespace Fathom.Tests.Sources;

public sealed class OwnFootprintTests
{
    /// <summary>Large texts one after the other, in one answer or in two, and collections between them for any reason.</summary>
    [Fact]
    public void There_is_room_for_a_large_text_behind_another()
    {
        for (int text = 0; text < 3; text++)
        {
            OwnFootprint.GrowFor(8 << 20);
            GC.Collect();
        }
    }
}
