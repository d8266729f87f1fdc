using Fathom.Accounting.Profiles;

namespace Fathom.Tests.Accounting.Profiles;

public sealed class ReadableNameTests
{
    const string LibStdCpp = "/usr/lib/x86_64-linux-gnu/libstdc++.so.6";

    const string LibJvm = "/usr/lib/jvm/temurin-25-jdk-amd64/lib/server/libjvm.so";

    [Theory]
    [InlineData("_ZN6orders5CacheIlE3putEim", "orders::Cache<long>::put(int, unsigned long)")]
    [InlineData("_Znwm", "operator new(unsigned long)")]
    [InlineData("_ZN1A1BC2EPKcS2_", "A::B::B(char const*, char const*)")]
    [InlineData("_ZNSsC1EPKc", "std::basic_string<char, std::char_traits<char>, std::allocator<char> >::basic_string(char const*)")]
    [InlineData("_Z3fooIiEvT_", "void foo<int>(int)")]
    [InlineData("_Z3fooIJilEEvDpRKT_", "void foo<int, long>(int const&, long const&)")]
    [InlineData("_Z3barPFviE", "bar(void (*)(int))")]
    [InlineData("_ZZ4mainENKUlvE_clEv", "main::{lambda()#1}::operator()() const")]
    [InlineData("malloc@@GLIBC_2.2.5", "malloc")]
    [InlineData("_ZN4core3ptr85drop_in_place$LT$std..rt..lang_start$LT$$LP$$RP$$GT$..$u7b$$u7b$closure$u7d$$u7d$$GT$17h0123456789abcdefE",
        "core::ptr::drop_in_place<std::rt::lang_start<()>::{{closure}}>")]
    [InlineData("_ZN50_$LT$T$u20$as$u20$core..convert..Into$LT$U$GT$$GT$4into17h0123456789abcdefE", "<T as core::convert::Into<U>>::into")]
    [InlineData("_Z", "_Z")]
    [InlineData("_ZN", "_ZN")]
    [InlineData("main", "main")]
    public void Names_are_as_programmers_wrote_them(string symbol, string name) => Assert.Equal(name, ReadableName.Of(symbol));

    /// <summary>All that a real library exports: never another name than c++filt's, and hardly ever none.</summary>
    [RequiresFact("c++filt", "nm", LibStdCpp)]
    public void Libstdcpp_beside_cxxfilt() => Beside(Outside.Run("nm", "-D", LibStdCpp), "c++filt", 0.97);

    /// <summary>A library full of templates and lambdas that JDKs bring, where one with symbols is here.</summary>
    [RequiresFact("c++filt", "nm", LibJvm)]
    public void Libjvm_beside_cxxfilt() => Beside(Outside.Run("nm", LibJvm), "c++filt", 0.97);

    internal static void Beside(string listed, string tool, double least)
    {
        string[] symbols = [.. listed.Split('\n').Select(line => line[(line.LastIndexOf(' ') + 1)..].Split('@')[0]).Where(word => word.StartsWith("_Z", StringComparison.Ordinal)).Distinct()];
        string[] judged = Filtered(tool, symbols);
        Assert.Equal(symbols.Length, judged.Length);
        int told = 0;
        List<string> wrong = [];
        for (int i = 0; i < symbols.Length; i++)
        {
            string ours = ReadableName.Of(symbols[i]);
            told += ours != symbols[i] ? 1 : 0;
            if (ours != symbols[i] && Short(ours) != Short(judged[i].Split(" [clone ")[0]))
                wrong.Add($"{symbols[i]}\n  {ours}\n  {judged[i]}");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {symbols.Length}:\n" + string.Join('\n', wrong.Take(20)));
        Assert.True(told >= least * symbols.Length, $"{told} of {symbols.Length} told");
    }

    /// <summary>c++filt writes std::string in full everywhere; what the compiler made two of is one function to its programmer.</summary>
    static string Short(string name) => name
        .Replace("std::basic_string<char, std::char_traits<char>, std::allocator<char> >", "std::string", StringComparison.Ordinal)
        .Replace("std::basic_istream<char, std::char_traits<char> >", "std::istream", StringComparison.Ordinal)
        .Replace("std::basic_ostream<char, std::char_traits<char> >", "std::ostream", StringComparison.Ordinal)
        .Replace("std::basic_iostream<char, std::char_traits<char> >", "std::iostream", StringComparison.Ordinal)
        .Replace(" >", ">", StringComparison.Ordinal);

    static string[] Filtered(string tool, string[] symbols)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("symbols", string.Join('\n', symbols) + "\n");
        return Outside.Run("sh", "-c", $"exec {tool} < '{file}'").TrimEnd('\n').Split('\n');
    }

    [Fact]
    public void Damaged_symbols_do_no_harm()
    {
        foreach (string symbol in (string[])["_ZNSt6vectorISt4pairIKSsPFvRS_IJilEEEESaIS1_EE3fooIJS3_DpRKT_EEEvDpOT_", "_ZZN1a1bIiEEvT_ENKUlT_E0_clIlEEDaS1_", "_ZTIN3foo3barILi3ELb1EEE",
            "_RINvCs1_4shop5takesNCNvB2_4mains_0yQFG_UKCDNtB4_5Shapep4ItemuEL0_EuAhj4_EB2_", "_RIC0KVNtC3foo3BarS1sRe616263_2chc78_5sliceRAh1_h2_h3_EEE",
            "_RNqCs4fqI2P2rA04_11utf8_identsu30____7hkackfecea1cbdathfdh9hlq6y"])
        {
            for (int length = 0; length <= symbol.Length; length++)
                ReadableName.Of(symbol[..length]);
            Random random = new(3);
            for (int i = 0; i < 20_000; i++)
            {
                char[] damaged = symbol.ToCharArray();
                for (int changes = random.Next(1, 5); changes > 0; changes--)
                    damaged[random.Next(2, damaged.Length)] = symbol[random.Next(symbol.Length)];
                ReadableName.Of(new string(damaged));
            }
        }
    }

    /// <summary>What rustc makes today, beside c++filt (tests/names.sh).</summary>
    [Fact]
    public void Rust_beside_cxxfilt()
    {
        string[] rows = File.ReadAllLines(Path.Combine(SourceTree.Root, "tests", "corpus", "profiles", "rust-v0.txt"));
        Assert.True(rows.Length > 200);
        foreach (string row in rows)
            Assert.Equal(row.Split('\t')[1], ReadableName.Of(row.Split('\t')[0]));
    }

    /// <summary>Rarer ones, as the crate rustc-demangle has them among its tests (0.1.27).</summary>
    [Theory]
    [InlineData("_RNvC6_123foo3bar", "123foo::bar")]
    [InlineData("_RC4f128", "f128")]
    [InlineData("_RNqCs4fqI2P2rA04_11utf8_identsu30____7hkackfecea1cbdathfdh9hlq6y", "utf8_idents::საჭმელად_გემრიელი_სადილი")]
    [InlineData("_RNCNCNgCs6DXkGYLi8lr_2cc5spawn00B5_", "cc::spawn::{closure#0}::{closure#0}")]
    [InlineData("_RINbNbCskIICzLVDPPb_5alloc5alloc8box_freeDINbNiB4_5boxed5FnBoxuEp6OutputuEL_ECs1iopQbuBiw2_3std", "alloc::alloc::box_free::<dyn alloc::boxed::FnBox<(), Output = ()>>")]
    [InlineData("_RMC0DNtC5krate5Traitp1NKj0_EL_", "<dyn krate::Trait<N = 0>>")]
    [InlineData("_RMC0WmRm1_m9_", "<u32 is 1..=9>")]
    [InlineData("_RMC0WmORm1_m2_Rm5_m6_E", "<u32 is 1..=2 | 5..=6>")]
    [InlineData("_RMC0WmORm1_m2_Rm5_m6_", "_RMC0WmORm1_m2_Rm5_m6_")]
    [InlineData("_RIC0Koff00ff00ff00ff00ff_E", "::<0xff00ff00ff00ff00ff>")]
    [InlineData("_RIC0Kanb_E", "::<-11>")]
    [InlineData("_RIC0Kca_E", "::<'\\n'>")]
    [InlineData("_RIC0Kc22_E", "::<'\"'>")]
    [InlineData("_RIC0Kc2202_E", "::<'∂'>")]
    [InlineData("_RIC0Ke616263_E", "::<{*\"abc\"}>")]
    [InlineData("_RIC0Kef09f908af09fa688_E", "::<{*\"🐊🦈\"}>")]
    [InlineData("_RIC0KRe090a_E", "::<\"\\t\\n\">")]
    [InlineData("_RIC0KRRRe_E", "::<{&&\"\"}>")]
    [InlineData("_RIC0KQAEE", "::<{&mut []}>")]
    [InlineData("_RIC0KAAh1_h2_EAh3_h4_EEE", "::<{[[1, 2], [3, 4]]}>")]
    [InlineData("_RIC0KTj0_EE", "::<{(0,)}>")]
    [InlineData("_RIC0KVNvINtNtC4core6option6OptionjE4NoneUE", "::<{core::option::Option::<usize>::None}>")]
    [InlineData("_RIC0KVNvINtNtC4core6option6OptionjE4SomeTj0_EE", "::<{core::option::Option::<usize>::Some(0)}>")]
    [InlineData("_RIC0KVNtC3foo3BarS1sRe616263_2chc78_5sliceRAh1_h2_h3_EEE", "::<{foo::Bar { s: \"abc\", ch: 'x', slice: &[1, 2, 3] }}>")]
    [InlineData("_RNvC9backtrace3foo.llvm.A5310EB9", "backtrace::foo")]
    [InlineData("_RTL_other_name", "_RTL_other_name")]
    [InlineData("_R", "_R")]
    public void Newer_names_of_Rust(string symbol, string name) => Assert.Equal(name, ReadableName.Of(symbol));

    /// <summary>References that double what they stand for, references to themselves, and depth without end.</summary>
    [Fact]
    public void A_name_of_Rust_that_would_fill_the_memory_stays_as_it_is()
    {
        string bomb = "_RMC0" + new string('T', 40) + "p" + string.Concat(Enumerable.Range(0, 40).Reverse().Select(i => $"B{(i + 2 < 10 ? i + 2 : 9)}_E"));
        foreach (string symbol in (string[])[bomb, "_RMC0B2_", "_RMC0" + new string('R', 8000) + "u", "_RNv" + new string('B', 4000), "_RMC0FGzzzzzzzzz_Eu"])
            Assert.Equal(symbol, ReadableName.Of(symbol));
    }

    /// <summary>S_ that doubles what it stands for, again and again.</summary>
    [Fact]
    public void A_symbol_that_would_fill_the_memory_stays_as_it_is()
    {
        string bomb = "_Z1fI" + string.Concat(Enumerable.Range(0, 30).Select(i => $"1aIS{(i == 0 ? "" : ((char)('0' + Math.Min(i - 1, 9))).ToString())}_S_E")) + "Evv";
        Assert.True(ReadableName.Of(bomb).Length < 20_000);
        Assert.True(ReadableName.Of("_Z" + new string('P', 5000)).Length < 20_000);
    }
}
