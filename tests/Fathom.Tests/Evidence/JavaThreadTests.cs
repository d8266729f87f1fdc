using Fathom.Evidence;

namespace Fathom.Tests.Evidence;

public class JavaThreadTests
{
    /// <summary>Where main has returned, and what it has allocated lives on.</summary>
    [Theory]
    [InlineData("DestroyJavaVM", "main")]
    [InlineData("main", "main")]
    [InlineData("order-import-worker", "order-import-worker")]
    [InlineData(null, null)]
    public void A_thread_that_waits_for_the_end_was_main(string? name, string? working) =>
        Assert.Equal(working, new JavaThread(7, name, null, 0, null).WorkingName);
}
