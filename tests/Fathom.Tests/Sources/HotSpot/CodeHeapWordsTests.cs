using Fathom.Sources.HotSpot;

namespace Fathom.Tests.Sources.HotSpot;

public class CodeHeapWordsTests
{
    /// <summary>As CodeHeap's own names are (code/codeCache.cpp), and as another's memory may hold them.</summary>
    [Theory]
    [InlineData("CodeHeap 'profiled nmethods'", "profiled nmethods")]
    [InlineData("CodeHeap ''", "")]
    [InlineData("CodeHeap '", null)]
    [InlineData("CodeCache", "code cache")]
    [InlineData("", null)]
    public void A_heap_is_called_by_what_stands_in_its_quotes(string text, string? name) => Assert.Equal(name, CodeHeapWords.NameIn(text));
}
