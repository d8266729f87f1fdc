using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Bundle;

/// <summary>
/// Out of which stand-ins are made that are the same in several bundles: 128 random bits in a file of the user's, and in no bundle.
/// Who has them can try names; who has not learns of two stand-ins only whether they are the same.
/// </summary>
public sealed class NameKey
{
    const int KeyBytes = 16;

    /// <summary>26^10 is 2^47: of 50,000 names two are one in a hundred thousand bundles.</summary>
    const int Letters = 10;

    readonly ulong _first, _second;

    internal NameKey(ReadOnlySpan<byte> key) =>
        (_first, _second) = (BinaryPrimitives.ReadUInt64LittleEndian(key), BinaryPrimitives.ReadUInt64LittleEndian(key[8..]));

    /// <summary>Stands in the bundle: two with the same one have the same stand-ins.</summary>
    public string Mark => SipHash.Of(_first, _second, "mark"u8).ToString("x16", CultureInfo.InvariantCulture);

    public string StandIn(string name)
    {
        // No name is "mark".
        ulong hash = SipHash.Of(_first, _second, Encoding.UTF8.GetBytes("name:" + name));
        Span<char> letters = stackalloc char[Letters];
        foreach (ref char letter in letters)
        {
            letter = (char)('a' + hash % 26);
            hash /= 26;
        }
        return new string(letters);
    }

    /// <summary>Of the file; where there is none, one is made.</summary>
    public static Result<NameKey> At(string path)
    {
        if (!Path.Exists(path))
            return Made(path);
        if (!RegularFile.Open(path, new Bytes(4096)).Try(out RegularFile? file, out Gap? gap))
            return gap.Id == Gaps.FileSizeRefused.Id ? Gaps.NameKeyNotUnderstood.At(path) : gap;
        using (file)
        {
            byte[] text = new byte[file.Length.Value];
            string digits = Encoding.Latin1.GetString(text, 0, file.Read(0, text)).Trim();
            // No words that somebody thought of: those can be guessed, and each guess held against the bundle.
            return digits.Length == 2 * KeyBytes && digits.All(char.IsAsciiHexDigit)
                ? new NameKey(Convert.FromHexString(digits)) : Gaps.NameKeyNotUnderstood.At(path);
        }
    }

    static Result<NameKey> Made(string path)
    {
        byte[] key = new byte[KeyBytes];
        using (FileStream random = new("/dev/urandom", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0))
            random.ReadExactly(key);
        try
        {
            using FileStream file = new(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            file.Write(Encoding.Latin1.GetBytes(Convert.ToHexStringLower(key) + "\n"));
            return new NameKey(key);
        }
        catch (UnauthorizedAccessException)
        {
            return Gaps.OutputUnwritable.At(path, "EACCES");
        }
        catch (ArgumentException)
        {
            return Gaps.OutputUnwritable.At("--redact-key", "EINVAL");
        }
        catch (IOException problem)
        {
            return Gaps.OutputUnwritable.At(path, problem is DirectoryNotFoundException ? "ENOENT" : null);
        }
    }
}
