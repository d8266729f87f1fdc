using Fathom.Sources.Proc;

namespace Fathom.Sources.Profiles;

/// <summary>A file as a stream, from where one goes to.</summary>
sealed class FileContent(RegularFile file) : OneWayStream
{
    long _at;

    public override bool CanRead => true;

    public override long Length => file.Length.Value;

    public override bool CanSeek => true;

    public override long Position { get => _at; set => _at = value; }

    public override int Read(Span<byte> buffer)
    {
        int got = file.Read(_at, buffer);
        _at += got;
        return got;
    }
}
