using System.Text;

namespace Fathom.Accounting;

/// <summary>
/// What threads of one kind have in common: every run of digits in their names becomes a star, but for the digit of a
/// word like G1 or C2, which counts nothing.
/// </summary>
public static class ThreadPattern
{
    public static string Of(string name)
    {
        StringBuilder pattern = new(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            if (!char.IsAsciiDigit(name[i]) || IsName(name, i))
                pattern.Append(name[i]);
            else if (pattern.Length == 0 || pattern[^1] != '*')
                pattern.Append('*');
        }
        return pattern.ToString();
    }

    static bool IsName(string name, int digit) =>
        digit >= 1 && char.IsAsciiLetterUpper(name[digit - 1])
        && (digit < 2 || !char.IsLetterOrDigit(name[digit - 2]))
        && (digit + 1 == name.Length || !char.IsLetterOrDigit(name[digit + 1]));
}
