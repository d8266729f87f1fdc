namespace Fathom.Sources.Profiles;

/// <summary>Reads an expression into steps.</summary>
sealed class NameExpressionText
{
    const int Longest = 16 * 1024;
    const int Deepest = 64;

    readonly byte[] _text;
    readonly List<NameExpressionStep> _steps = [];
    int _at;
    int _depth;

    NameExpressionText(byte[] text) => _text = text;

    /// <summary>Null for what is not understood: bounds on repetition, places within the name, flags.</summary>
    public static NameExpression? Of(ReadOnlySpan<byte> text)
    {
        if (text.Length > Longest)
            return null;
        NameExpressionText reading = new(text.ToArray());
        int end = reading.Step(new NameExpressionStep(null, -1, IsEnd: true));
        Piece? whole = reading.Alternatives();
        if (whole is not { } piece || reading._at < text.Length)
            return null;
        reading.Join(piece, end);
        return new NameExpression([.. reading._steps], piece.First);
    }

    /// <summary>Steps with one way in; what leads out of them ends in one step that leads nowhere yet.</summary>
    readonly record struct Piece(int First, int Last);

    byte Peek => _at < _text.Length ? _text[_at] : (byte)0;

    bool IsOver => _at >= _text.Length;

    int Step(NameExpressionStep step)
    {
        _steps.Add(step);
        return _steps.Count - 1;
    }

    void Join(Piece piece, int next) => _steps[piece.Last] = _steps[piece.Last] with { Next = next };

    Piece Empty()
    {
        int only = Step(new NameExpressionStep(null, -1));
        return new Piece(only, only);
    }

    Piece? Alternatives()
    {
        if (++_depth > Deepest || Sequence() is not { } all)
            return null;
        while (!IsOver && Peek == '|')
        {
            _at++;
            if (Sequence() is not { } other)
                return null;
            int last = Step(new NameExpressionStep(null, -1));
            Join(all, last);
            Join(other, last);
            all = new Piece(Step(new NameExpressionStep(null, all.First, other.First)), last);
        }
        _depth--;
        return all;
    }

    Piece? Sequence()
    {
        Piece all = Empty();
        while (!IsOver && Peek != '|' && Peek != ')')
        {
            if (Repeated() is not { } next)
                return null;
            Join(all, next.First);
            all = new Piece(all.First, next.Last);
        }
        return all;
    }

    Piece? Repeated()
    {
        if (Atom() is not { } piece)
            return null;
        while (!IsOver && Peek is (byte)'*' or (byte)'+' or (byte)'?')
        {
            byte sign = _text[_at++];
            int last = Step(new NameExpressionStep(null, -1));
            int fork = Step(new NameExpressionStep(null, piece.First, last));
            Join(piece, sign == '?' ? last : fork);
            piece = new Piece(sign == '+' ? piece.First : fork, last);
        }
        return piece;
    }

    Piece? Atom()
    {
        byte letter = _text[_at++];
        LetterSet letters = new();
        switch (letter)
        {
            case (byte)'(':
                return Group();
            case (byte)'[':
                return Class(letters) ? One(letters) : null;
            case (byte)'.':
                letters.Add(0, 255);
                return One(letters);
            case (byte)'\\':
                return Escaped(letters) ? One(letters) : null;
            case (byte)'*' or (byte)'+' or (byte)'?' or (byte)'{' or (byte)'^' or (byte)'$':
                return null;
            default:
                letters.Add(letter, letter);
                return One(letters);
        }
    }

    Piece One(LetterSet letters)
    {
        int only = Step(new NameExpressionStep(letters, -1));
        return new Piece(only, only);
    }

    Piece? Group()
    {
        if (Peek == '?')
        {
            if (_at + 1 >= _text.Length || _text[_at + 1] != ':')
                return null;
            _at += 2;
        }
        Piece? inner = Alternatives();
        return inner is not null && !IsOver && _text[_at++] == ')' ? inner : null;
    }

    /// <summary>A sign that means itself, or one of the three classes.</summary>
    bool Escaped(LetterSet letters)
    {
        if (IsOver)
            return false;
        byte letter = _text[_at++];
        switch (letter)
        {
            case (byte)'w' or (byte)'d':
                letters.Add('0', '9');
                if (letter == 'd')
                    return true;
                letters.Add('a', 'z');
                letters.Add('A', 'Z');
                letters.Add('_', '_');
                return true;
            case (byte)'s':
                letters.Add('\t', '\r');
                letters.Add(' ', ' ');
                return true;
            default:
                letters.Add(letter, letter);
                return !char.IsAsciiLetterOrDigit((char)letter);
        }
    }

    bool Class(LetterSet letters)
    {
        bool isTurned = Peek == '^';
        if (isTurned)
            _at++;
        for (bool isFirst = true; !IsOver; isFirst = false)
        {
            byte letter = _text[_at++];
            if (letter == ']' && !isFirst)
            {
                if (isTurned)
                    letters.Turn();
                return true;
            }
            if (letter == '\\' ? !Escaped(letters) : letter == '[' && Peek == ':')
                return false;
            if (letter == '\\')
                continue;
            byte last = letter;
            if (Peek == '-' && _at + 1 < _text.Length && _text[_at + 1] is not ((byte)']' or (byte)'\\'))
            {
                last = _text[_at + 1];
                _at += 2;
            }
            if (last < letter)
                return false;
            letters.Add(letter, last);
        }
        return false;
    }
}
