namespace Fathom.Accounting;

/// <summary>How far something that was concluded can be believed, from best to worst.</summary>
public enum Confidence
{
    /// <summary>The evidence fits nothing else.</summary>
    Certain,

    /// <summary>Something else would have to imitate it.</summary>
    Likely,

    /// <summary>It fits, and others may.</summary>
    Possible,
}

/// <summary>As it is written, on screen and in JSON.</summary>
public static class ConfidenceWords
{
    public static string Word(this Confidence confidence) => confidence switch
    {
        Confidence.Certain => "certain",
        Confidence.Likely => "likely",
        _ => "possible",
    };
}
