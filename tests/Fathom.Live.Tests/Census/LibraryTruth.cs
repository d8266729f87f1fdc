namespace Fathom.Live.Tests.Census;

/// <summary>Objects of stripped libraries: held by a long in Java, or by the library's own globals.</summary>
static class LibraryTruth
{
    static readonly string[] Static = ["com.example.Handles.kept", "com.example.Handle.peer"];

    internal static TruthProgram[] All { get; } =
    [
        // The class by its exported table of functions, and by nothing but its type's name.
        InJava("acme", "acme::Widget", "static", "java", Static), InNative("acme", "acme::Widget"),
        InJava("gadget", "acme::Gadget", "static", "java", Static), InNative("gadget", "acme::Gadget"),
        // No name is left of C's structures; they are of two kinds.
        InJava("ops", null, "static", "java", Static), InNative("ops", null),
        // Every kind of root, and links that keep nothing.
        InJava("acme", "acme::Widget", "stack", "java", null), InJava("acme", "acme::Widget", "local", "java", null),
        InJava("acme", "acme::Widget", "global", "java", null), InJava("acme", "acme::Widget", "weak", "garbage", null),
        InJava("acme", "acme::Widget", "dropped", "garbage", null),
    ];

    /// <param name="referrers">Also the holder itself, which is no class of the JDK's.</param>
    static TruthProgram InJava(string library, string? structure, string how, string reach, string[]? referrers) =>
        Program(library, how, jvm => Each(jvm, library, structure) with
        {
            Holders = ["com.example.Handle"],
            Referrers = referrers,
            Reach = [reach],
        });

    static TruthProgram InNative(string library, string? structure) => Program(library, "native", jvm => Each(jvm, library, structure) with
    {
        Holders = [null!],
        Reach = ["native"],
        From = $"lib{library}.so",
    });

    static TruthProgram Program(string library, string how, Func<TruthJvm, Expected> expects) =>
        new($"{library}-{how}", ["com.example.Handles", library, how], jvm => [Block.Of(jvm["block"], jvm["objects"])], jvm => [expects(jvm)])
        {
            Owners = [$"lib{library}.so"],
        };

    /// <summary>The object and the block that it owns.</summary>
    static Expected Each(TruthJvm jvm, string library, string? structure)
    {
        const long leastObject = 64, mostObject = 144;
        return Expected.Of(jvm["objects"], jvm["block"] + leastObject, jvm["block"] + mostObject + 32) with
        {
            Owners = [$"lib{library}.so"],
            Structure = structure,
        };
    }
}
