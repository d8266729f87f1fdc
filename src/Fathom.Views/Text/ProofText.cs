using System.Globalization;
using Fathom.Evidence.Malloc;

namespace Fathom.Views.Text;

/// <summary>How far the figures of a walk can be believed, in a line.</summary>
public static class ProofText
{
    /// <summary>One word, as JSON has it.</summary>
    public static string Word(WalkOutcome outcome) => outcome switch
    {
        WalkOutcome.Clean => "clean",
        WalkOutcome.Retried => "retried",
        WalkOutcome.Approximate => "approximate",
        _ => "failed",
    };

    public static string Of(MallocState state)
    {
        string counted = string.Create(CultureInfo.InvariantCulture,
            $"{(state.InUse + state.Free + state.Cached).Count:N0} chunks in {Arenas(state.Arenas.Count)}");
        int retries = state.Arenas.Sum(arena => arena.Proof.Retries);
        if (retries > 0)
            counted += string.Create(CultureInfo.InvariantCulture, $", {retries:N0} {(retries == 1 ? "retry" : "retries")}");
        int[] bad = [.. state.Arenas.Where(arena => arena.Proof.Outcome >= WalkOutcome.Approximate).Select(arena => arena.Number)];
        if (bad.Length == 0)
            return (state.Mmapped.Proof.Outcome < WalkOutcome.Approximate ? "balanced to the byte: " : "balanced to the byte but for single blocks: ") + counted;
        return (bad.Length == state.Arenas.Count ? "approximate: " : $"approximate in {Named(bad)}, balanced to the byte elsewhere: ") + counted;
    }

    public static string Arenas(int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "arena" : "arenas")}");

    static string Named(int[] numbers)
    {
        const int most = 6;
        string names = string.Join(", ", numbers.Take(most).Select(number => number.ToString(CultureInfo.InvariantCulture)));
        return (numbers.Length == 1 ? "arena " : "arenas ") + names
            + (numbers.Length > most ? string.Create(CultureInfo.InvariantCulture, $" and {numbers.Length - most} more") : "");
    }
}
