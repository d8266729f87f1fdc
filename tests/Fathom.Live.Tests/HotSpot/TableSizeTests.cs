using System.Text;
using Fathom.Evidence.HotSpot;
using Fathom.Sources;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>Sizes of HotSpot's tables, against VM.stringtable and VM.symboltable.</summary>
static class TableSizes
{
    internal static void Check(IdleJvm jvm)
    {
        foreach ((string name, string command) in (ReadOnlySpan<(string, string)>)[("StringTable", "VM.stringtable"), ("SymbolTable", "VM.symboltable")])
        {
            TableStats said = TableText.Parse(Encoding.UTF8.GetBytes(jvm.Ask(command).Value), command).Value.Tables.Single(table => table.Name == name);
            TableStats? ours = LiveLook.At(jvm.Id, new LookOptions()).Value.JvmState!.Tables.SingleOrDefault(table => table.Name == name);

            Assert.Equal((said.Buckets, said.BucketBytes, said.Entries), (ours?.Buckets, ours?.BucketBytes, ours?.Entries));
        }
    }
}

[Collection("JDK 17")]
public sealed class TableSizeTests
{
    [JdkTheory(25)]
    [InlineData(17)]
    [InlineData(25)]
    public void Tables_are_as_large_as_the_JVM_says(int feature)
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.FindJdk(feature)!, "-Xshare:off", "-XX:+UseSerialGC");

        TableSizes.Check(jvm);
    }
}

[Collection("roots")]
public sealed class TableSizeInRootTests
{
    [RootFact("trixie")]
    public void Tables_of_21_are_as_large_as_the_JVM_says()
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.Root("trixie"), []);

        TableSizes.Check(jvm);
    }
}
