using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence.Census;
using static Fathom.Tests.Accounting.Census.MadeCensus;

namespace Fathom.Tests.Accounting.Census;

/// <summary>Whose a group is, and what looks as if it were somebody's and proves nothing.</summary>
public class BlameTests
{
    [Fact]
    public void An_object_with_a_virtual_table_is_its_library_s_by_the_name_of_its_class()
    {
        MadeCensus made = new();
        int widget = made.Group(144, 5003, Table(0, Acme, "_ZTVN4acme6WidgetE"));
        made.Under(widget, 120, 3008, 5003);

        CensusRow row = Assert.Single(made.Rows().Rows);

        Assert.Equal(("libacme.so", "acme::Widget", 5003L), (row.Owner, row.Structure, row.Count));
        Assert.Equal(5003 * (144 + 3008), row.Bytes.Value);
        Assert.Equal([144, 3008], row.SizeClasses.Select(size => size.Value));
    }

    [Fact]
    public void A_struct_with_a_table_of_functions_in_front_is_the_table_s_library_s()
    {
        MadeCensus made = new();
        int head = made.Group(32, 5003, Constant(0, Acme, 0x4040, "acme_ops"));
        made.Under(head, 16, 2016, 5003);

        CensusRow row = Assert.Single(made.Rows().Rows);

        Assert.Equal(("libacme.so", Confidence.Likely), (row.Owner, row.Confidence));
        Assert.Contains("acme_ops", row.Structure, StringComparison.Ordinal);
        Assert.Equal(5003 * (32 + 2016), row.Bytes.Value);
    }

    [Fact]
    public void Pieces_of_arenas_are_the_compilers_by_their_objects_and_what_their_old_words_lead_to_is_not_theirs()
    {
        MadeCensus made = new();
        int piece = made.Content(32_752, 307, ContentKind.ArenaPiece, Table(64, Jvm, "_ZTV8ciSymbol"));
        made.Content(1008, 11, ContentKind.ArenaPiece);
        made.Under(piece, 400, 48, 307);
        made.Content(656, 53, ContentKind.ThreadCache);

        CensusRow[] rows = [.. made.Rows().Rows];

        Assert.Equal(("libjvm.so", 307L, 307 * 32_752L), Of("compiler arena piece"));
        Assert.Equal(("libjvm.so", 11L, 11 * 1008L), Of("arena piece of the VM"));
        Assert.Equal(("libc.so.6", 53L, 53 * 656L), Of("malloc's cache of a thread"));

        (string? Owner, long Count, long Bytes) Of(string structure)
        {
            CensusRow row = Assert.Single(rows, row => row.Structure == structure);
            return (row.Owner, row.Count, row.Bytes.Value);
        }
    }

    [Fact]
    public void A_callback_into_another_library_takes_nothing_from_the_one_with_the_table()
    {
        MadeCensus made = new();
        made.Group(64, 100, Constant(0, Acme, 0x4040), Code(24, Other, 0x100), Code(32, Other, 0x200));

        Assert.Equal("libacme.so", Assert.Single(made.Rows().Rows).Owner);
    }

    [Fact]
    public void Aligned_objects_of_a_class_are_told_wherever_they_begin_in_their_blocks()
    {
        MadeCensus made = new();
        for (int offset = 16; offset < 256; offset += 16)
            made.Group(3344, 6, Table(offset, Jvm, "_ZTV10JavaThread"));
        made.Group(1008, 6, Table(64, Jvm, "_ZTV10JavaThread"));

        Assert.Equal([("libjvm.so", "JavaThread", 90L), (null, "blocks of 1,008 B: unknown data", 6L)],
            made.Rows().Rows.Select(row => (row.Owner, row.Structure, row.Count)));
    }

    [Fact]
    public void What_the_JVM_has_in_a_list_is_that_whatever_stands_in_it()
    {
        MadeCensus made = new();
        int loader = made.UnderRoot(RootKind.JvmObjects, "ClassLoaderData", 96, 293);
        made.Under(loader, 16, 48, 293);
        made.UnderRoot(RootKind.JvmObjects, "JavaThread", 3120, 199);

        CensusRows rows = made.Rows();

        Assert.Equal([("libjvm.so", "JavaThread", 199L), ("libjvm.so", "class loader data", 293L)],
            rows.Rows.Select(row => (row.Owner, row.Structure, row.Count)));
        Assert.Equal("unload-classes", rows.Rows[1].Remedy);
    }

    public static TheoryData<string, GroupWord[]> ProvesNothing => new()
    {
        { "one callback somewhere", [Code(40, Acme, 0x100)] },
        { "a place in the middle of a function", [Code(0, Acme, 0x105, "run", 5), Code(8, Acme, 0x209, "stop", 9)] },
        { "callbacks of two libraries", [Code(0, Acme, 0x100), Code(8, Other, 0x100)] },
        { "tables of two libraries", [Constant(8, Acme, 0x100), Constant(16, Other, 0x100)] },
        { "libc's arena, left by malloc", [Data(0, Libc, 0x1d2000, "main_arena"), Data(8, Libc, 0x1d2000, "main_arena")] },
        { "code of libc", [Code(0, Libc, 0x100, "free"), Code(8, Libc, 0x200, "malloc")] },
        { "the loader", [Data(0, "/usr/lib/ld-linux-x86-64.so.2", 0x100)] },
        { "the runtime of C++", [Code(16, "/usr/lib/libstdc++.so.6.0.30", 0x100), Code(24, "/usr/lib/libstdc++.so.6.0.30", 0x200)] },
        { "the loader's record of a library", [Constant(0, Acme, 0), Constant(16, Acme, 0x3df0, "_DYNAMIC")] },
        { "libc's list of what to call at exit", [Data(32, Acme, 0x5000), Data(40, Acme, 0x4fe8, "__dso_handle")] },
        { "the JavaVM that a library was given", [Data(0, Jvm, 0x1300000)] },
    };

    [Theory]
    [MemberData(nameof(ProvesNothing))]
    public void Words_that_anybody_may_have_prove_no_owner(string what, GroupWord[] words)
    {
        MadeCensus made = new();
        made.Group(96, 1000, words);

        Assert.True(Assert.Single(made.Rows().Rows).Owner is null, what);
    }

    [Fact]
    public void Words_behind_a_text_are_from_an_earlier_block()
    {
        MadeCensus made = new();
        int text = made.Group(512, 1000, Constant(64, Acme, 0x4040), Constant(80, Acme, 0x4080));
        ChunkCensus census = made.Census();
        census = census with { Groups = [census.Groups[text] with { Content = ContentKind.Text }] };

        Assert.Null(Assert.Single(CensusRows.Of(census, []).Rows).Owner);
    }

    [Fact]
    public void A_block_with_a_tag_is_the_jvm_s_whatever_stands_in_it()
    {
        MadeCensus made = new();
        made.Group(96, 1000, "Other", Constant(16, Acme, 0x4040), Code(80, Zlib, 0x12560), Code(88, Zlib, 0x12570));
        made.Group(2224, 21, "Thread", Table(16, Jvm, "_ZTV10JavaThread"));

        CensusRows rows = made.Rows();

        Assert.All(rows.Rows, row => Assert.Equal("libjvm.so", row.Owner));
        Assert.Equal(["Other", "JavaThread"], rows.Rows.Select(row => row.Structure));
        Assert.Equal(["Other", "Thread"], rows.Rows.Select(row => row.NmtTag));
    }

    [Fact]
    public void With_tags_on_what_has_none_is_not_the_jvm_s_though_the_jvm_knows_of_it()
    {
        MadeCensus made = new();
        int tagged = made.Group(96, 1000, "Internal", Table(16, Jvm, "_ZTV9Something"));
        made.Under(tagged, 40, 1520, 1000);
        made.UnderRoot(RootKind.Jvm, "metaspace", 4096, 10);
        made.Group(64, 50, Constant(8, Jvm, 0x1200000, "jni_NativeInterface"), Code(16, Jvm, 0x100));

        CensusRows rows = made.Rows();

        Assert.Equal(96 * 1000, rows.Rows.Where(row => row.Owner is not null).Sum(row => row.Bytes.Value));
    }

    [Fact]
    public void Without_tags_what_the_jvm_s_own_memory_leads_to_is_likely_its_own()
    {
        MadeCensus made = new();
        made.UnderRoot(RootKind.Jvm, "metaspace", 4096, 10);
        made.UnderRoot(RootKind.LibraryData, Acme, 1024, 10);
        made.UnderRoot(RootKind.LibraryData, Jvm, 512, 10);
        made.UnderRoot(RootKind.Stack, "main", 256, 10);
        made.UnderRoot(RootKind.Other, "anon", 128, 10);

        CensusRows rows = made.Rows();

        Assert.Equal(["libjvm.so", "libacme.so", "libjvm.so", null, null], rows.Rows.Select(row => row.Owner));
        Assert.All(rows.Rows.Take(3), row => Assert.Equal(Confidence.Likely, row.Confidence));
    }

    [Fact]
    public void What_several_structures_of_one_library_lead_to_is_its_own_and_what_two_libraries_lead_to_is_nobody_s()
    {
        MadeCensus made = new();
        int first = made.Group(64, 10, Constant(0, Acme, 0x4040)), second = made.Group(96, 20, Constant(0, Acme, 0x4080));
        int stranger = made.Group(80, 10, Constant(0, Other, 0x99)), unknown = made.Group(112, 5);
        int shared = made.Group(1008, 30), mixed = made.Group(2032, 20), some = made.Group(3008, 100), below = made.Group(4000, 30);
        made.Link(first, 8, shared, 10).Link(second, 8, shared, 20).Link(shared, 0, below, 30);
        made.Link(first, 16, mixed, 10).Link(stranger, 16, mixed, 10);
        made.Link(first, 24, some, 10).Link(unknown, 0, made.Group(5008, 5), 5);

        Assert.Equal((64 * 10) + (96 * 20) + (1008 * 30) + (4000 * 30),
            made.Rows().Rows.Where(row => row.Owner == "libacme.so").Sum(row => row.Bytes.Value));
        Assert.Equal(80 * 10, made.Rows().Rows.Where(row => row.Owner == "libother.so.2").Sum(row => row.Bytes.Value));
    }

    [Fact]
    public void Parts_inherit_over_six_steps_and_a_circle_ends()
    {
        MadeCensus made = new();
        int at = made.Group(64, 10, Constant(0, Acme, 0x4040));
        for (int i = 0; i < 8; i++)
            at = made.Under(at, 8, 1008 + (16 * i), 10);
        CensusRows rows = made.Rows();
        Assert.Equal((64 + 1008 + 1024 + 1040 + 1056 + 1072 + 1088) * 10, rows.Rows.Where(row => row.Owner is not null).Sum(row => row.Bytes.Value));

        MadeCensus round = new();
        round.Under(1, 8, 128, 10);
        round.Under(0, 8, 256, 10);
        Assert.All(round.Rows().Rows, row => Assert.Null(row.Owner));
    }

    [Fact]
    public void A_block_that_a_direct_buffer_holds_is_one_but_not_what_a_native_structure_in_it_leads_to()
    {
        MadeCensus made = new();
        int buffer = made.Content(65552, 1500, ContentKind.Zero);
        made.Held(buffer, "java.nio.DirectByteBuffer", 1500, HolderState.Kept, "com.example.Pool.free");
        int native = made.Group(48, 100, Constant(0, Acme, 0x4040));
        made.Under(native, 8, 4112, 100);
        made.Held(native, "java.nio.DirectByteBuffer", 100, HolderState.Kept);

        CensusRows rows = made.Rows();

        Assert.Equal(("libjvm.so", "direct buffer", 1500L), (rows.Rows[0].Owner, rows.Rows[0].Structure, rows.Rows[0].Count));
        Assert.Equal(("java.nio.DirectByteBuffer", "com.example.Pool.free", Reachable.Java), (rows.Rows[0].Holder, rows.Rows[0].Referrer, rows.Rows[0].Reachable));
        Assert.All(rows.Rows.Skip(1), row => Assert.Equal("libacme.so", row.Owner));
    }

    [Fact]
    public void A_java_object_that_nobody_knows_is_the_holder_of_unattributed_blocks()
    {
        MadeCensus made = new();
        int blocks = made.Group(208, 20_011);
        made.Held(blocks, "java.lang.Long", 20_011, HolderState.Kept, "com.example.Offheap.addresses");

        CensusRow row = Assert.Single(made.Rows().Rows);

        Assert.Equal((null, "java.lang.Long", "com.example.Offheap.addresses"), (row.Owner, row.Holder, row.Referrer));
    }
}
