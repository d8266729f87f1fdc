using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Fingerprints;

/// <summary>
/// Reads fingerprints as they are written (docs/commands/census.md): a statement a line, # begins a remark, `name` begins
/// the next fingerprint. A file of the user's own is hostile input like any other.
/// </summary>
public sealed class FingerprintText
{
    const int MostBytes = 1024 * 1024;
    const int MostRange = 256;
    const int MostFingerprints = 1000;
    const int MostOfEach = 64;

    readonly string _where;
    readonly List<Fingerprint> _done = [];
    readonly List<ChunkPattern> _chunks = [];
    readonly List<LinkPattern> _links = [];
    readonly List<string> _ran = [], _holders = [], _referrers = [];
    Fingerprint? _open;
    string? _ownerOf;
    int _line;

    FingerprintText(string where) => _where = where;

    public static Result<IReadOnlyList<Fingerprint>> Parse(string text, string where)
    {
        FingerprintText reader = new(where);
        if (text.Length > MostBytes)
            return reader.Wrong("more than 1 MiB");
        foreach (string line in text.Split('\n'))
        {
            reader._line++;
            int remark = line.IndexOf('#');
            string[] words = (remark < 0 ? line : line[..remark]).Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0 && reader.Statement(words) is { } problem)
                return reader.Wrong(problem);
        }
        return reader.Close() is { } last ? reader.Wrong(last) : Result.Of<IReadOnlyList<Fingerprint>>(reader._done);
    }

    Gap Wrong(string problem) => Gaps.FingerprintUnreadable.At(
        string.Create(CultureInfo.InvariantCulture, $"{_where}:{_line}"), null, problem);

    string? Statement(string[] words)
    {
        string rest = string.Join(' ', words[1..]);
        if (words[0] == "name")
            return Close() ?? Open(rest);
        if (_open is not { } open)
            return "a fingerprint begins with its name";
        if (rest.Length == 0 && words[0] != "open")
            return words[0] + " says nothing";
        switch (words[0])
        {
            case "owner":
                Owner(words, open);
                return null;
            case "confidence":
                _open = open with { Confidence = rest == "certain" ? Confidence.Certain : rest == "likely" ? Confidence.Likely : Confidence.Possible };
                return null;
            case "remedy":
                _open = open with { Remedy = rest };
                return null;
            case "open":
                _open = open with { IsOpen = true };
                return null;
            case "ran":
                return Add(_ran, rest);
            case "holder":
                return Add(_holders, rest);
            case "referrer":
                return Add(_referrers, rest);
            case "chunk":
                return Chunk(words);
            case "word":
                return Word(words);
            case "link":
                return Link(words);
            default:
                return "there is no statement " + words[0];
        }
    }

    string? Open(string name)
    {
        if (name.Length == 0)
            return "name says nothing";
        _open = new Fingerprint(name);
        return null;
    }

    /// <summary>Sizes alone are no evidence: it takes words, links or holders.</summary>
    string? Close()
    {
        if (_open is not { } open)
            return null;
        bool hasMarks = _chunks.Count == 0 ? _holders.Count > 0 : _links.Count > 0 || _chunks.Exists(chunk => chunk.Words.Count > 0);
        if (!hasMarks)
            return open.Name + " has no words, links or holders";
        if (_referrers.Count > 0 && (_chunks.Count > 0 || _holders.Count == 0))
            return open.Name + " has a referrer, which goes with a holder and without chunks";
        if (_ownerOf is { } at)
            open = open with { OwnerOf = PlaceOf(at) is { Offset: >= 0 } place && WordAt(place) is not null ? place : null };
        if (open is { Owner: null, OwnerOf: null, OwnerMapped: null } || (_chunks.Count == 0 && open.Owner is null))
            return open.Name + " has no owner, or one of a place where no word is";
        if (_done.Count == MostFingerprints)
            return "more fingerprints than are kept";
        _done.Add(open with { Chunks = [.. _chunks], Links = [.. _links], Ran = [.. _ran], Holders = [.. _holders], Referrers = [.. _referrers] });
        _chunks.Clear();
        _links.Clear();
        _ran.Clear();
        _holders.Clear();
        _referrers.Clear();
        (_open, _ownerOf) = (null, null);
        return null;
    }

    static string? Add<T>(List<T> to, T what)
    {
        if (to.Count == MostOfEach)
            return "more than are kept";
        to.Add(what);
        return null;
    }

    /// <summary>owner libjvm.so; owner mapped libzstd*; owner of stream+64, once the words are known.</summary>
    void Owner(string[] words, Fingerprint open)
    {
        if (words is ["owner", "of", var at])
            _ownerOf = at;
        else if (words is ["owner", "mapped", var library])
            _open = open with { OwnerMapped = library };
        else
            _open = open with { Owner = string.Join(' ', words[1..]) };
    }

    WordPattern? WordAt(Place place)
    {
        foreach (WordPattern word in _chunks[place.Chunk].Words)
        {
            if (word.Offset == place.Offset && !word.IsItself)
                return word;
        }
        return null;
    }

    /// <summary>chunk stream 112-128 inside; chunk node 48 tag Symbol; chunk result 80-96 bare.</summary>
    string? Chunk(string[] words)
    {
        if (words.Length < 3 || Sizes(words[2]) is not { } sizes)
            return "chunk LABEL LEAST-MOST";
        if (words[1].Contains('+') || _chunks.Exists(chunk => chunk.Label == words[1]))
            return "a label is a word of its own";
        ChunkPattern chunk = new(words[1], sizes.Least, sizes.Most);
        for (int i = 3; i < words.Length; i++)
        {
            if (words[i] == "inside" && _chunks.Count > 0)
                chunk = chunk with { MayBeInside = true };
            else if (words[i] == "bare")
                chunk = chunk with { IsBare = true };
            else if (words[i] == "tag" && i + 1 < words.Length)
                chunk = chunk with { NmtTag = words[++i].Replace('_', ' ') };
            else
                return "a chunk is not " + words[i];
        }
        return Add(_chunks, chunk);
    }

    /// <summary>word stream+72 code in libz* symbol zcfree same.</summary>
    string? Word(string[] words)
    {
        if (words is [_, var range, "itself", ..])
            return Itself(range, words);
        if (words.Length < 3 || PlaceOf(words[1]) is not { Offset: >= 0 } place || !Kind(words[2], out WordKind? kind))
            return "word LABEL+OFFSET code|table|constant|data|any|itself";
        WordPattern word = new(place.Offset, kind, null, null, false);
        for (int i = 3; i < words.Length; i++)
        {
            if (words[i] == "same")
                word = word with { IsSame = true };
            else if (words[i] == "in" && i + 1 < words.Length)
                word = word with { Library = words[++i] };
            else if (words[i] == "symbol" && i + 1 < words.Length)
                word = word with { Symbol = words[++i] };
            else
                return "a word is not " + words[i];
        }
        return Add(place.Chunk, word);
    }

    /// <summary>word block+528-576 itself; word result+24 itself 48.</summary>
    string? Itself(string range, string[] words)
    {
        int dash = range.LastIndexOf('-'), plus = range.LastIndexOf('+');
        string from = dash > plus ? range[..dash] : range;
        if (words.Length is not (3 or 4) || PlaceOf(from) is not { Offset: >= 0 } place
            || (dash > plus ? Number(range[(dash + 1)..]) : place.Offset) is not { } last || last < place.Offset || last > place.Offset + MostRange)
            return "word LABEL+OFFSET-OFFSET itself";
        int? at = null;
        if (words.Length == 4 && (last > place.Offset || (at = (int?)Number(words[3])) is null))
            return "word LABEL+OFFSET itself OFFSET";
        return Add(place.Chunk, new WordPattern(place.Offset, null, null, null, false) { IsItself = true, Last = (int)last, ItselfAt = at });
    }

    string? Add(int index, WordPattern word)
    {
        ChunkPattern chunk = _chunks[index];
        if (chunk.Words.Count == MostOfEach)
            return "more than are kept";
        _chunks[index] = chunk with { Words = [.. chunk.Words, word] };
        return null;
    }

    /// <summary>link state+72 -> window 0-1.</summary>
    string? Link(string[] words)
    {
        if (words is not ["link", var from, "->", var to, ..] || words.Length > 5 || PlaceOf(from) is not { } place || Index(to) is not (>= 0 and var index))
            return "link LABEL+OFFSET -> LABEL [LEAST-MOST]";
        if ((words.Length == 5 ? Sizes(words[4]) : (1, 1)) is not { } count)
            return "how many links: LEAST-MOST";
        int most = count.Most >= LinkPattern.Many ? LinkPattern.Many : (int)count.Most;
        return count.Least > most ? "how many links: LEAST-MOST" : Add(_links, new LinkPattern(place, index, (int)count.Least, most));
    }

    Place? PlaceOf(string text)
    {
        int plus = text.IndexOf('+');
        if (plus <= 0 || Index(text[..plus]) is not (>= 0 and var chunk))
            return null;
        if (text[(plus + 1)..] == "*")
            return new Place(chunk, -1);
        return int.TryParse(text.AsSpan(plus + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int offset) && offset < 1 << 20
            ? new Place(chunk, offset) : null;
    }

    int Index(string label) => _chunks.FindIndex(chunk => chunk.Label == label);

    static bool Kind(string word, out WordKind? kind)
    {
        kind = word switch
        {
            "code" => WordKind.Code,
            "table" => WordKind.VirtualTable,
            "constant" => WordKind.Constant,
            "data" => WordKind.Data,
            _ => null,
        };
        return kind is not null || word == "any";
    }

    static (long Least, long Most)? Sizes(string text)
    {
        int dash = text.IndexOf('-');
        if (dash < 0)
            return Number(text) is { } one ? (one, one) : null;
        return Number(text[..dash]) is { } least && (text[(dash + 1)..] == "many" ? LinkPattern.Many : Number(text[(dash + 1)..])) is { } most && least <= most
            ? (least, most) : null;
    }

    static long? Number(string text)
    {
        int shift = text.Length == 0 ? 0 : text[^1] switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 };
        return long.TryParse(shift > 0 ? text.AsSpan(0, text.Length - 1) : text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value < 1L << 30
            ? value << shift : null;
    }
}
