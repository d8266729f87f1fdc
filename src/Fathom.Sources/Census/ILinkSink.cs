namespace Fathom.Sources.Census;

/// <summary>Takes the words of chunks that may be addresses of chunks.</summary>
interface ILinkSink
{
    /// <summary>Whether the words of chunks of a group are wanted; if so, those that follow stand in this chunk.</summary>
    bool Begin(ulong chunk, ushort group);

    /// <param name="offset">From what malloc returned.</param>
    void Link(int offset, ulong word);
}
