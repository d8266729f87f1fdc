using System.Globalization;
using Fathom.Evidence.Profiles;

namespace Fathom.Accounting.Profiles;

/// <summary>
/// On whose behalf a stack is, by its frames of Java from the inside out. Whose method is native wraps a library of his own: that has no line,
/// and all who call it would be one. So the next one that has a line is taken as well.
/// </summary>
struct JavaCaller
{
    // Classes of the JDK, and of no application.
    static readonly string[] Jdk = ["java.", "javax.", "jdk.", "sun.", "com.sun."];

    string? _own, _line, _ofJdk;
    bool _isOver;

    public readonly bool IsAny => _own is not null || _ofJdk is not null;

    /// <summary>A method that is not the JDK's is among them.</summary>
    public readonly bool IsOwn => _own is not null;

    /// <summary>The innermost method that is not the JDK's, else the JDK's; null where there is none.</summary>
    public readonly string? Method => _own ?? _ofJdk;

    /// <summary>The innermost method that is not the JDK's and has a line; without it where none has one, null where all are the JDK's.</summary>
    public readonly string? Line => _line ?? _own;

    /// <summary>The same, and the method without a line that it called. The line comes first, as tables cut what is long at its end.</summary>
    public readonly string? Way => _line is null || _line.StartsWith(_own + " (", StringComparison.Ordinal) ? Line : $"{_line}, through {_own}";

    public void Take(ProfileFrames frames, int frame)
    {
        if (_isOver)
            return;
        string name = frames.NameOf(frame);
        // Deep in the JVM's own work there need be no Java behind it.
        if (name == UnnamedJava.Callers)
            (_own, _isOver) = (_own ?? (_ofJdk is null ? null : $"{_ofJdk} {name}"), true);
        // What is not known is not left out: the innermost method may be it.
        else if (name == UnnamedJava.Method)
            (_own, _isOver) = (_own ?? name, true);
        // The JVM's own stubs have no dot in their names.
        else if (name.Contains('.', StringComparison.Ordinal))
            TakeMethod(frames[frame], frames, name);
    }

    void TakeMethod(ProfileFrame at, ProfileFrames frames, string name)
    {
        if (Array.Exists(Jdk, prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            _ofJdk ??= name;
            return;
        }
        _own ??= name;
        if (at.Line > 0)
            (_line, _isOver) = (string.Create(CultureInfo.InvariantCulture, $"{name} ({frames.Texts[at.File]}:{at.Line})"), true);
    }
}
