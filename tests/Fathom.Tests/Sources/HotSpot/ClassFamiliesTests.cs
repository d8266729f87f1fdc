using Fathom.Sources.HotSpot;

namespace Fathom.Tests.Sources.HotSpot;

public class ClassFamiliesTests
{
    /// <summary>Names as JDK 8, 17 and 25 have them in their symbols.</summary>
    [Theory]
    [InlineData("P$$Lambda$14+0x0000800000c03000", "P$$Lambda$*")]
    [InlineData("P$$Lambda+0x00007f1c0c003000", "P$$Lambda/*")]
    [InlineData("T+0x0000000801003c00", "T/*")]
    [InlineData("java/lang/invoke/LambdaForm$MH+0x0000000801003c00", "java/lang/invoke/LambdaForm$MH/*")]
    [InlineData("com/sun/proxy/$Proxy217", "com/sun/proxy/$Proxy*")]
    [InlineData("jdk/proxy3/$Proxy17", "jdk/proxy*/$Proxy*")]
    [InlineData("jdk/internal/reflect/GeneratedMethodAccessor12", "jdk/internal/reflect/GeneratedMethodAccessor*")]
    [InlineData("com/example/Order$$EnhancerBySpringCGLIB$$1b2c3d4e", "com/example/Order$$EnhancerBySpringCGLIB$$*")]
    [InlineData("Script123", "Script*")]
    [InlineData("com/example/Order$1", "com/example/Order$1")]
    [InlineData("com/example/Order$12", "com/example/Order$12")]
    [InlineData("com/example/Order", "com/example/Order")]
    [InlineData("", "")]
    [InlineData("+0x", "+*x")]
    public void What_generated_classes_have_in_common(string name, string pattern) => Assert.Equal(pattern, ClassFamilies.Pattern(name));

    [Fact]
    public void Any_name_has_a_pattern()
    {
        for (int seed = 0; seed < 5000; seed++)
        {
            Random random = new(seed);
            string name = new([.. Enumerable.Range(0, random.Next(60)).Select(_ => "$$+/0x19ab Lambda"[random.Next(17)])]);
            Assert.InRange(ClassFamilies.Pattern(name).Length, 0, name.Length + 2);
        }
    }
}
