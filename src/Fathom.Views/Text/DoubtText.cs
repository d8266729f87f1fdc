using Fathom.Accounting.Census;

namespace Fathom.Views.Text;

/// <summary>Why it is not known from where a block is referred to: a word for programs, a clause for people.</summary>
static class DoubtText
{
    /// <summary>Null where there is no doubt.</summary>
    public static string? Key(Doubt doubt) => Of(doubt).Key;

    /// <summary>Null also where nobody asked: it would stand under most rows.</summary>
    public static string? Clause(Doubt doubt) => Of(doubt).Clause;

    static (string? Key, string? Clause) Of(Doubt doubt) => doubt switch
    {
        Doubt.NotSought => ("not sought", null),
        Doubt.HeapInPart => ("heap in part", "only part of the Java heap was looked through"),
        Doubt.ObjectsMoved => ("objects moved", "Java objects were moved meanwhile"),
        Doubt.HolderUnclear => ("holder unclear", "what refers to that was not all seen"),
        Doubt.Unread => ("unread", "not every place was read"),
        Doubt.Registers => ("registers", "a thread's registers may have its address"),
        Doubt.Changed => ("changed", "freed meanwhile"),
        Doubt.JavaWords => ("java words", "its address stands in the Java heap, in no known object"),
        Doubt.Odd => ("odd", "its address stands in memory unaligned, or with bits added"),
        Doubt.Mangled => ("mangled", "its address stands mixed with glibc's key or its place"),
        Doubt.Keyed => ("keyed", "addresses mixed with one key may lead there"),
        Doubt.Offsets => ("offsets", "distances instead of addresses may lead there"),
        _ => (null, null),
    };
}
