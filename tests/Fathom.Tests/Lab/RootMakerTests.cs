using Fathom.Evidence;
using Fathom.Lab.Roots;

namespace Fathom.Tests.Lab;

public sealed class RootMakerTests
{
    public static TheoryData<string, bool> Said => new()
    {
        { "E: The repository 'http://deb.debian.org/debian trixy Release' does not have a Release file.", true },
        { "E: Failed to fetch http://deb.debian.org/debian/dists/x/InRelease  404  Not Found [IP: 151.101.2.132 80]", true },
        { "W: Failed to fetch http://deb.debian.org/debian/dists/sid/InRelease  Temporary failure resolving 'deb.debian.org'", false },
        { "E: Failed to fetch http://a/InRelease  404  Not Found\nE: Failed to fetch http://b/InRelease  Could not connect to b:80", false },
        { "no mirror in apt's sources carries sid", false },
    };

    [Theory]
    [MemberData(nameof(Said))]
    public void A_mirror_that_was_not_reached_is_not_one_without_the_suite(string said, bool answered) =>
        Assert.Same(answered ? Gaps.RootNotCarried : Gaps.RootNoMirror, RootMaker.Refused(12, said));
}
