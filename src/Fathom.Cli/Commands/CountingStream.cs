using Fathom.Sources;

namespace Fathom.Cli.Commands;

/// <summary>Passes on what is written, and counts it: a pipe does not.</summary>
sealed class CountingStream(Stream to) : OneWayStream
{
    long _length;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        to.Write(buffer);
        _length += buffer.Length;
    }

    public override void Flush() => to.Flush();
}
