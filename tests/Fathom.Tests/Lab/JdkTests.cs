using Fathom.Lab.Jdks;

namespace Fathom.Tests.Lab;

public sealed class JdkTests
{
    [Theory]
    [InlineData("1.8.0_504", 8)]
    [InlineData("8", 8)]
    [InlineData("11.0.24", 11)]
    [InlineData("21.0.12.1", 21)]
    [InlineData("26-ea", 26)]
    [InlineData("unknown", 0)]
    [InlineData("", 0)]
    [InlineData("99999999999999999999", 0)]
    public void The_feature_release_is_told_by_old_and_new_version_strings(string version, int feature) =>
        Assert.Equal(feature, Jdk.FeatureOf(version));

    [Fact]
    public void The_release_file_tells_the_version()
    {
        using TemporaryFolder folder = new();
        folder.Write("bin/java", "");
        folder.Write("release", "IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"17.0.15\"\nJAVA_VERSION_DATE=\"2025-04-15\"\n");

        Jdk jdk = Jdk.At(folder.Path).Value;

        Assert.Equal("17.0.15", jdk.JavaVersion);
        Assert.False(jdk.HasCompiler);
    }

    [Fact]
    public void Without_a_release_file_the_folder_of_Debians_JDK_8_tells_it()
    {
        using TemporaryFolder folder = new();
        folder.Write("java-8-openjdk-amd64/bin/java", "");

        Assert.Equal(8, Jdk.At(Path.Combine(folder.Path, "java-8-openjdk-amd64")).Value.Feature);
    }

    [Fact]
    public void A_folder_without_java_is_not_a_JDK()
    {
        using TemporaryFolder folder = new();

        Assert.Equal("not-a-jdk", Jdk.At(folder.Path).Gap?.Id);
    }
}
