using System.Text;
using Fathom.Sources.Kernel;

namespace Fathom.Tests.Sources.Kernel;

public class ProcessorsTests
{
    [Theory]
    [InlineData("0\n", new[] { 0 })]
    [InlineData("0-3\n", new[] { 0, 1, 2, 3 })]
    [InlineData("0-1,8,10-11\n", new[] { 0, 1, 8, 10, 11 })]
    [InlineData("", new int[0])]
    [InlineData("0-99999999\n", new int[0])]
    [InlineData("3-1", new int[0])]
    [InlineData("1-2-3", new int[0])]
    public void Lists_of_processors(string text, int[] numbers) => Assert.Equal(numbers, Processors.Parse(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Any_text_is_read() => Fuzz.Everywhere("0-3,8-11,16\n", static bytes => Processors.Parse(bytes));
}
