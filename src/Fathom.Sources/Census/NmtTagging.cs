using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.HotSpot.Nmt;

namespace Fathom.Sources.Census;

/// <summary>Reads NMT's header in chunks of a JVM that runs with tracking; of others it says that there is none.</summary>
sealed class NmtTagging
{
    readonly NmtState? _state;
    readonly bool _isMarked;

    public NmtTagging(JvmState? jvm)
    {
        _state = jvm?.Nmt is { Level: NmtLevel.Summary or NmtLevel.Detail, Tags.Count: > 0 } state ? state : null;
        _isMarked = HasMark(jvm?.Build?.Version ?? "");
    }

    /// <summary>Since 16. JDK 8's HotSpot calls itself 25.452-b09, JDK 25's 25.0.3+9.</summary>
    static bool HasMark(string version)
    {
        int end = version.AsSpan().IndexOfAnyExceptInRange('0', '9');
        bool isEight = version.StartsWith("25.", StringComparison.Ordinal) && !version.Contains('+', StringComparison.Ordinal);
        return !isEight && (!int.TryParse(version.AsSpan(0, Math.Max(0, end)), out int major) || major >= 16);
    }

    public bool IsOn => _state is not null;

    public IReadOnlyList<string> Names => _state?.Tags ?? [];

    /// <summary>The number of the tag, or below zero.</summary>
    /// <param name="user">From what malloc returned on; the whole chunk where it could be read.</param>
    /// <param name="word">The chunk's size with malloc's flags.</param>
    public short TagOf(ReadOnlySpan<byte> user, ulong word)
    {
        if (_state is null)
            return -1;
        if (!_isMarked)
            return NmtHeader.TryReadUnmarked(user, word, _state.Tags.Count, _state.Level == NmtLevel.Detail, out NmtHeader old)
                ? (short)old.Tag : (short)-1;
        if (!NmtHeader.TryRead(user, out NmtHeader header) || header.Tag >= _state.Tags.Count || !header.FitsChunk(word))
            return -1;
        ulong footer = NmtHeader.Length + header.Size;
        return footer + NmtHeader.FooterLength > (ulong)user.Length || NmtHeader.IsFooter(user[(int)footer..])
            ? (short)header.Tag : (short)-1;
    }
}
