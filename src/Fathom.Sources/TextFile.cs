using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources;

/// <summary>A text that somebody saved, or pipes to us; at most as long as an answer of a JVM may be.</summary>
public static class TextFile
{
    const int Limit = Limits.AttachTextBytes;

    public static Result<byte[]> Read(string path)
    {
        if (!RegularFile.Open(path, new Bytes(Limit)).Try(out RegularFile? file, out Gap? gap))
            return gap.Id == Gaps.FileSizeRefused.Id ? Refused(path) : gap is { Errno: "ENOENT" } ? Gaps.TextAbsent.At(path) : gap;
        using (file)
        {
            byte[] text = new byte[file.Length.Value];
            int got = file.Read(0, text);
            return got == text.Length ? text : text[..got];
        }
    }

    public static Result<byte[]> Read(Stream stream, string name, int limit = Limit)
    {
        using MemoryStream text = new();
        byte[] part = new byte[64 * 1024];
        for (int got; (got = stream.Read(part)) > 0;)
        {
            if (text.Length + got > limit)
                return Refused(name, limit);
            text.Write(part, 0, got);
        }
        return text.Length == 0 ? Refused(name) : text.ToArray();
    }

    /// <summary>As its tool wrote it: without what a mail or an editor put around its lines.</summary>
    public static byte[] Unwrapped(byte[] text) => Files.Unwrapped.Of(text);

    static Gap Refused(string place, int limit = Limit) =>
        Gaps.TextSizeRefused.At(place, null, (limit >> 20).ToString(System.Globalization.CultureInfo.InvariantCulture));
}
