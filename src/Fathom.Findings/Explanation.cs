namespace Fathom.Findings;

/// <summary>What `explain` says of one word.</summary>
/// <param name="Title">Empty where the word is its own.</param>
public sealed record Explanation(string Word, string Title, string Text);
