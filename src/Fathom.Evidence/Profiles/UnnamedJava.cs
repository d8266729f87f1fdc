namespace Fathom.Evidence.Profiles;

/// <summary>What stands in a stack in place of a method's name where there is none.</summary>
public static class UnnamedJava
{
    public const string Method = "(a Java method)";

    /// <summary>Behind the end of what is known of a stack.</summary>
    public const string Callers = "(callers that were not copied)";
}
