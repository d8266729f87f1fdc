using System.Buffers.Binary;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Nmt;

namespace Fathom.Tests.Sources.HotSpot.Nmt;

/// <summary>A library of two mappings: texts, and an array of pointers to them.</summary>
public class NmtNameSearchTests
{
    const string Library = "/jdk/lib/server/libjvm.so";
    const ulong Texts = 0x7f0000000000, Data = 0x7f0000100000;
    static readonly string[] Names = ["Java Heap", "Class", "Thread", "Thread Stack", "Code", "GC", "Compiler", "Internal", "Other", "Unknown"];

    static readonly Mapping[] Mappings =
    [
        new(new AddressRange(new Address(Texts), new Address(Texts + 0x1000)), Access.Read | Access.Execute, 0, default, 7, Library, false),
        new(new AddressRange(new Address(Data), new Address(Data + 0x1000)), Access.Read | Access.Write, 0x1000, default, 7, Library, false),
    ];

    [Fact]
    public void The_array_is_found_by_what_it_leads_to() => Assert.Equal(Names, Find(Names));

    [Fact]
    public void So_is_one_of_pairs() => Assert.Equal(Names, Find([.. Names.SelectMany(name => new[] { "mt" + name.Replace(" ", "", StringComparison.Ordinal), name })]));

    /// <summary>A text that ends in these words, a pointer to it alone, an array without an end: none is the table.</summary>
    [Theory]
    [InlineData("Java Heap")]
    [InlineData("Java Heap", "Class", "Thread", "Internal", "Unknown")]
    [InlineData("Java Heap", "Class", "Thread", "Thread Stack", "Code", "GC", "Compiler", "Internal", "Other")]
    [InlineData("Java Heap", "Class", "Thread", "Thread Stack", "", "GC", "Compiler", "Internal", "Other", "Unknown")]
    public void What_only_looks_like_it_is_not(params string[] names) => Assert.Empty(Find(names));

    [Fact]
    public void Nothing_is_found_where_nothing_can_be_read() => Assert.Empty(NmtNameSearch.Find(new VmMemory(new FakeMemory()), Mappings, Library));

    static IReadOnlyList<string> Find(string[] names)
    {
        byte[] texts = new byte[0x1000], data = new byte[0x1000];
        int at = 3;
        for (int i = 0; i < names.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(0x40 + (i * 8)), Texts + (ulong)at);
            at += Encoding.ASCII.GetBytes(names[i], texts.AsSpan(at)) + 1;
        }
        return NmtNameSearch.Find(new VmMemory(new FakeMemory().Put(Texts, texts).Put(Data, data)), Mappings, Library);
    }
}
