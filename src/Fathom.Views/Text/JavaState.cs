namespace Fathom.Views.Text;

/// <summary>JavaJavaState in words (utilities/globalDefinitions.hpp); the odd numbers are on their way to the next.</summary>
public static class JavaState
{
    public static string Of(int state) => state switch
    {
        2 or 3 => "new",
        4 or 5 => "in native",
        6 or 7 => "in VM",
        8 or 9 => "in Java",
        10 or 11 => "blocked",
        _ => "unknown",
    };
}
