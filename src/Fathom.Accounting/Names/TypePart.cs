namespace Fathom.Accounting.Names;

/// <summary>A type in the two halves between which a name stands: "void (*" and ")(int)".</summary>
/// <param name="IsOpen">A function or an array: a pointer to it needs brackets.</param>
/// <param name="Bare">Of a template its name without the arguments: what its constructors are called.</param>
readonly record struct TypePart(string Left, string Right = "", bool IsOpen = false, string? Bare = null)
{
    public string Text => Left + Right;

    public TypePart Pointed(string sign)
    {
        if (IsOpen)
            return new TypePart($"{Left} ({sign}", ")" + Right);
        // A reference to a reference is one (C++ standard, dcl.ref).
        if (sign[0] == '&' && Left.EndsWith('&'))
            return sign == "&" && Left.EndsWith("&&", StringComparison.Ordinal) ? this with { Left = Left[..^1] } : this;
        return new TypePart(Left + sign, Right);
    }

    public TypePart Qualified(string word) =>
        IsOpen && Right.StartsWith('(') ? this with { Right = $"{Right} {word}" } : this with { Left = $"{Left} {word}", Bare = null };
}
