using Fathom.Evidence;

namespace Fathom.Accounting.Profiles;

/// <summary>Native memory that one library has for one purpose, as a profile shows it.</summary>
/// <param name="Library">Empty where the profile names none.</param>
/// <param name="Asker">The library for whose sake it was allocated, where that is another; null where it is Java's, or not known.</param>
public sealed record ProfiledUse(NativeUse Kind, string Library, string? Asker)
{
    public Bytes InUse { get; init; }

    /// <summary>Null where the profile counts none.</summary>
    public long? Blocks { get; init; }

    /// <summary>In the first dump of the series; null where there is one dump.</summary>
    public Bytes? Before { get; init; }

    /// <summary>Java, or the JDK for it, is seen to have asked.</summary>
    public bool IsJavas { get; init; }

    /// <summary>Which function has most of it.</summary>
    public string Function { get; init; } = "";

    /// <summary>The first method up the stacks that is not the JDK's, of those that have most; null where none is named.</summary>
    public string? Java { get; init; }

    /// <summary>In words: "zlib streams (libz.so.1), for librocksdbjni.so".</summary>
    public string Name => Word + (Asker is { } asker ? ", for " + asker : "");

    string Word => Kind switch
    {
        NativeUse.Unknown => FrameLabels.NoStack,
        NativeUse.Unnamed => "(code in no file)",
        NativeUse.ZlibStream => "zlib streams" + Within,
        NativeUse.ZstdContext => "zstd contexts" + Within,
        NativeUse.Sqlite => "SQLite" + Within,
        NativeUse.Unsafe => "Unsafe and direct buffers" + Within,
        NativeUse.JniCopy => "JNI's copies" + Within,
        // Without symbols its own blocks are not told from those that it gives to Unsafe and JNI.
        NativeUse.Jvm when Function.StartsWith(Library + "+0x", StringComparison.Ordinal) => "the JVM, Unsafe or JNI" + Within,
        NativeUse.Jvm => "the JVM" + Within,
        NativeUse.Jdk => "the JDK" + Within,
        NativeUse.Library => Library,
        _ => Function,
    };

    string Within => Library.Length > 0 ? $" ({Library})" : "";

    public Bytes? Growth => Before is { } before ? InUse - before : null;
}
