using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.HeapDumps;

/// <summary>The bytes of a dump, from the beginning as often as a pass needs them.</summary>
interface IDumpBytes
{
    /// <summary>Several may read at once, each where it likes.</summary>
    bool IsRandom { get; }

    IDumpStream Open();
}

/// <summary>Reads forward.</summary>
interface IDumpStream : IDisposable
{
    /// <returns>Zero at the end.</returns>
    int Read(Span<byte> into, long position);
}

sealed class PlainDump(SafeFileHandle file) : IDumpBytes, IDumpStream
{
    public bool IsRandom => true;

    public IDumpStream Open() => this;

    public int Read(Span<byte> into, long position) => RandomAccess.Read(file, into, position);

    /// <summary>Who opened the file closes it.</summary>
    public void Dispose()
    {
    }
}

/// <summary>A dump by `jmap -dump:gz=1`, or packed by gzip: unpacked again for each pass, and never held.</summary>
sealed class PackedDump(SafeFileHandle file) : IDumpBytes
{
    public bool IsRandom => false;

    /// <summary>The packed bytes were damaged or cut.</summary>
    public bool IsDamaged { get; private set; }

    public IDumpStream Open() => new Unpacking(this, file);

    sealed class Unpacking(PackedDump dump, SafeFileHandle file) : IDumpStream
    {
        const int PassedAtOnce = 256 * 1024;

        readonly GZipStream _stream = new(new PlainStream(file), CompressionMode.Decompress);
        byte[]? _passed;
        long _at;

        public int Read(Span<byte> into, long position)
        {
            while (_at < position)
            {
                _passed ??= new byte[PassedAtOnce];
                int passed = Some(_passed.AsSpan(0, (int)Math.Min(PassedAtOnce, position - _at)));
                if (passed == 0)
                    return 0;
            }
            return Some(into);
        }

        int Some(Span<byte> into)
        {
            try
            {
                int got = _stream.Read(into);
                _at += got;
                return got;
            }
            catch (InvalidDataException)
            {
                dump.IsDamaged = true;
                return 0;
            }
        }

        public void Dispose() => _stream.Dispose();
    }

    /// <summary>A place of its own in a file that others read as well.</summary>
    sealed class PlainStream(SafeFileHandle file) : OneWayStream
    {
        long _at;

        public override bool CanRead => true;

        public override int Read(Span<byte> buffer)
        {
            int got = RandomAccess.Read(file, buffer, _at);
            _at += got;
            return got;
        }
    }
}
