using System.Buffers;
using System.Globalization;
using System.Text;
using Fathom.Evidence.Peeking;

namespace Fathom.Sources.Peeking;

/// <summary>A run that may be text, told as what it is: ASCII, UTF-8, or pieces with what is no text between them.</summary>
static class TextPieces
{
    public static void Tell(ReadOnlySpan<byte> bytes, int start, int end, int minLength, ITextVisitor visitor)
    {
        if (!bytes[start..end].ContainsAnyInRange((byte)0x80, (byte)0xff))
        {
            visitor.Text(bytes, start, end - start, TextEncoding.Ascii);
            return;
        }
        Piece piece = new(start);
        for (int at = start; at < end;)
        {
            if (bytes[at] < 0x80)
            {
                piece.AddPlain(at++);
                continue;
            }
            if (Rune.DecodeFromUtf8(bytes[at..end], out Rune rune, out int used) == OperationStatus.Done && IsText(rune))
            {
                piece.AddOther(at, used);
                at += used;
                continue;
            }
            piece.End(bytes, at, minLength, visitor);
            piece = new Piece(++at);
        }
        piece.End(bytes, end, minLength, visitor);
    }

    static bool IsText(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherPunctuation or UnicodeCategory.DashPunctuation
        or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
        or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.CurrencySymbol
        or UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol;

    struct Piece(int start)
    {
        readonly int _start = start;
        int _runes;
        int _others;
        int _plainStart = -1;
        int _plainEnd = -1;
        bool _skipped;
        int _afterSkip;

        public void AddPlain(int at)
        {
            if (_plainStart < 0 || _plainEnd != at)
                _plainStart = at;
            _plainEnd = at + 1;
            _runes++;
        }

        public void AddOther(int at, int used)
        {
            _others++;
            _runes++;
            // One strange character before plain text is the end of something else.
            if (_others == 1 && at == _start)
                (_skipped, _afterSkip) = (true, at + used);
        }

        public readonly void End(ReadOnlySpan<byte> bytes, int end, int minLength, ITextVisitor visitor)
        {
            bool isPlain = _others == 0 || (_others == 1 && (_skipped || _plainEnd < end));
            if (!isPlain)
            {
                if (_runes >= minLength)
                    visitor.Text(bytes, _start, end - _start, TextEncoding.Utf8);
                return;
            }
            int from = _others == 1 && _skipped ? _afterSkip : _start;
            int to = _others == 1 && !_skipped ? _plainEnd : end;
            if (_runes > 0 && to - from >= minLength)
                visitor.Text(bytes, from, to - from, TextEncoding.Ascii);
        }
    }
}
