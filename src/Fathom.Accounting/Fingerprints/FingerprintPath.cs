using Fathom.Accounting.Census;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Fingerprints;

/// <summary>A link of the census that a fingerprint's link fits, and the group that it found.</summary>
/// <param name="Base">Where in that group's chunks the pattern begins.</param>
readonly record struct FoundLink(int Edge, int Group, int Chunk, int Base);

/// <summary>The links of a fingerprint, followed from one group that may be its root: forwards and backwards.</summary>
sealed class FingerprintPath
{
    // A running target changes while it is read.
    const double Slack = 1.1;

    // Of a mixed group so much at least: less may be chance.
    const double LeastShare = 0.05;
    const double Whole = 0.9;

    readonly GroupGraph _graph;
    readonly Fingerprint _fingerprint;
    readonly FingerprintFit _fit;
    readonly Dictionary<int, (int Base, double Count)>[] _groups;

    public FingerprintPath(GroupGraph graph, Fingerprint fingerprint, FingerprintFit fit, ChunkGroup root)
    {
        (_graph, _fingerprint, _fit) = (graph, fingerprint, fit);
        _groups = new Dictionary<int, (int, double)>[fingerprint.Chunks.Count];
        for (int i = 0; i < _groups.Length; i++)
            _groups[i] = [];
        _groups[0][root.Number] = (0, root.Total.Count);
    }

    public List<FoundLink> Found { get; } = [];

    /// <summary>The part of the root's chunks that has all the links.</summary>
    public double Share { get; private set; } = 1;

    /// <summary>False where a link that has to be there is not.</summary>
    public bool Follow()
    {
        foreach (LinkPattern link in _fingerprint.Links)
        {
            bool backwards = _groups[link.From.Chunk].Count == 0;
            int anchor = backwards ? link.To : link.From.Chunk;
            double chunks = _groups[anchor].Values.Sum(group => group.Count);
            if (chunks == 0)
            {
                if (link.Least > 0)
                    return false;
                continue;
            }
            double each = (backwards ? Backwards(link) : Forwards(link)) / chunks;
            // One link each tells how many of the chunks are meant; the other links are of those.
            if (link is { Least: 1, Most: 1 } && anchor == 0)
                Share = Math.Min(Share, each);
            else if (each < link.Least * Share * Whole)
                return false;
            if (link.Most != LinkPattern.Many && each > link.Most * Slack)
                return false;
        }
        return Share >= LeastShare && (Share >= Whole || HasMarks());
    }

    /// <summary>Of a mixture only what leads to or from chunks with words of their own.</summary>
    bool HasMarks() => _fingerprint.Chunks.Any(chunk => chunk.Words.Count > 0);

    double Forwards(LinkPattern link)
    {
        double links = 0;
        foreach ((int parent, (int at, double count)) in _groups[link.From.Chunk].ToArray())
        {
            double part = Math.Min(1, count / _graph.Groups[parent].Total.Count);
            (int from, int end) = _graph.EdgesOf(parent);
            for (int i = from; i < end; i++)
            {
                if (IsAt(link, _graph.Edges[i], at))
                    links += part * Take(link.To, _graph.Edges[i].Child, i);
            }
        }
        return links;
    }

    double Backwards(LinkPattern link)
    {
        double links = 0;
        foreach (int child in _groups[link.To].Keys.ToArray())
        {
            foreach (int i in _graph.EdgesTo(child))
            {
                GroupEdge edge = _graph.Edges[i];
                if (_fit.BaseIn(_graph.Groups[edge.Parent], link.From.Chunk) is { } at && IsAt(link, edge, at))
                    links += Take(link.From.Chunk, edge.Parent, i);
            }
        }
        return links;
    }

    bool IsAt(LinkPattern link, GroupEdge edge, int at) =>
        link.From.Offset < 0 || edge.Offset - _graph.Begin(edge.Parent) == link.From.Offset + at;

    double Take(int chunk, int group, int edge)
    {
        if (_fit.BaseIn(_graph.Groups[group], chunk) is not { } at)
            return 0;
        double links = _graph.Edges[edge].Count;
        if (chunk != 0)
        {
            (int known, double count) = _groups[chunk].GetValueOrDefault(group, (at, 0));
            _groups[chunk][group] = (known, count + links);
            Found.Add(new FoundLink(edge, group, chunk, at));
        }
        return links;
    }

    public string? Owner()
    {
        if (_fingerprint.Owner is { } owner)
            return owner;
        if (_fingerprint.OwnerMapped is { } mapped)
            return OneOf(_graph.Libraries, mapped);
        if (_fingerprint.OwnerOf is not { } place)
            return null;
        foreach ((int group, (int at, _)) in _groups[place.Chunk])
        {
            if (_fit.WordIn(_graph.Groups[group], place.Offset + at) is { } word)
                return LibraryName.Short(word.Library);
        }
        return null;
    }

    static string? OneOf(IReadOnlyList<string> libraries, string pattern)
    {
        string? found = null;
        foreach (string path in libraries)
        {
            string name = LibraryName.Short(path);
            if (!Wildcard.Fits(pattern, name) || name == found)
                continue;
            if (found is not null)
                return null;
            found = name;
        }
        return found;
    }
}
