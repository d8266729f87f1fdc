using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Profiles;

/// <summary>Gives addresses of a profile their library, their place in it and their function.</summary>
public sealed class ProfileSymbols(IReadOnlyList<string> folders) : IDisposable
{
    readonly Dictionary<string, SymbolFile> _files = new(StringComparer.Ordinal);
    readonly HashSet<string> _others = new(StringComparer.Ordinal);
    readonly Dictionary<string, GeneratedCode?> _perfMaps = new(StringComparer.Ordinal);
    readonly List<(GeneratedCode Code, int? Pid)> _given = [];

    /// <summary>Files that are there, and not proved to be those that were mapped.</summary>
    public IReadOnlyCollection<string> Replaced => _others;

    /// <summary>What was given to name generated code is of another process than the profile, or may be: none of it was used.</summary>
    public Gap? NotUsed { get; private set; }

    /// <summary>A list of generated code; of which process it is, its name may say.</summary>
    public Gap? AddCode(string path)
    {
        if (!RegularFile.Open(path, new Bytes(Limits.ProfileFileBytes)).Try(out RegularFile? file, out Gap? gap))
            return gap;
        using (file)
        using (FileContent content = new(file))
        {
            GeneratedCode code = CodeListText.Read(content);
            if (code.Count == 0)
                return Gaps.ProfileNoCode.At(path);
            _given.Add((code, PerfMap.PidOf("/tmp/" + Path.GetFileName(path))));
        }
        return null;
    }

    /// <summary>What a JVM has compiled by now, read from outside.</summary>
    public Gap? AddJvm(int pid)
    {
        if (!CompiledCode.Read(pid).Try(out GeneratedCode? code, out Gap? gap))
            return gap;
        _given.Add((code, pid));
        return null;
    }

    public AllocationProfile Named(AllocationProfile profile)
    {
        if (profile.Frames.Count == 0 || IsNamed(profile.Frames))
            return profile;
        Mapping[] mappings = [.. profile.Mappings.OrderBy(mapping => mapping.Range.Start)];
        // jemalloc and gperftools put the pid into the name of the file.
        int? pid = DumpName.Of(profile.Place).Pid;
        Naming naming = new(this, profile, mappings, pid, GivenFor(profile, pid));
        return profile with { Frames = naming.Frames() };
    }

    public void Dispose()
    {
        foreach (SymbolFile file in _files.Values)
            file.Dispose();
    }

    static bool IsNamed(ProfileFrames frames)
    {
        for (int i = 0; i < frames.Count; i++)
        {
            if (frames[i].Name == 0)
                return false;
        }
        return true;
    }

    SymbolFile FileOf(Mapping mapping, string? buildId)
    {
        string key = string.Create(CultureInfo.InvariantCulture, $"{mapping.Name}\0{buildId}\0{mapping.Inode}");
        if (!_files.TryGetValue(key, out SymbolFile? file))
            _files[key] = file = SymbolFile.Of(mapping, buildId, folders);
        return file;
    }

    bool HasNoFolders => folders.Count == 0;

    /// <summary>Below the user's folders, beside the profile, or where agents write it.</summary>
    GeneratedCode? PerfMapOf(int pid, string place)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"perf-{pid}.map");
        string beside = Path.GetDirectoryName(place) is { Length: > 0 } folder ? folder : ".";
        string key = Path.Combine(beside, name);
        if (_perfMaps.TryGetValue(key, out GeneratedCode? map))
            return map;
        foreach (string path in (string[])[.. folders.Select(each => Path.Combine(each, name)), key, Path.Combine("/tmp", name)])
        {
            if (RegularFile.Open(path, new Bytes(Limits.ProfileFileBytes)).Try(out RegularFile? file, out _))
            {
                using (file)
                    map = CodeListText.Read(new FileContent(file));
                break;
            }
        }
        return _perfMaps[key] = map;
    }

    /// <summary>Those of the given lists that are of a process of the profile; at the same address another one has other code.</summary>
    List<(GeneratedCode Code, int? Pid)> GivenFor(AllocationProfile profile, int? dumped)
    {
        HashSet<int> pids = dumped is { } only ? [only] : [];
        foreach (string text in _given.Count == 0 ? [] : profile.Frames.Texts)
        {
            if (PerfMap.PidOf(text) is { } pid)
                pids.Add(pid);
        }
        List<(GeneratedCode Code, int? Pid)> used = [];
        foreach ((GeneratedCode code, int? pid) in _given)
        {
            if (pid is { } own ? pids.Count == 0 || pids.Contains(own) : pids.Count <= 1)
                used.Add((code, pid));
            else
                NotUsed = Gaps.ProfileCodeOfOther.At(profile.Place, null, string.Join(", ", pids.Order().Take(8)));
        }
        return used;
    }

    sealed class Naming(ProfileSymbols symbols, AllocationProfile profile, Mapping[] mappings, int? dumped, List<(GeneratedCode Code, int? Pid)> given)
    {
        readonly Dictionary<string, int> _textOf = new(StringComparer.Ordinal);
        readonly List<string> _texts = [.. profile.Frames.Texts];
        readonly Place[] _places = Array.ConvertAll(mappings, mapping => new Place(mapping.Range.Start.Value));
        readonly Dictionary<string, Mapping> _files = FilesOf(mappings);

        public ProfileFrames Frames()
        {
            var frames = new ProfileFrame[profile.Frames.Count];
            for (int i = 0; i < frames.Length; i++)
                frames[i] = profile.Frames[i] is { Name: 0 } bare ? Named(bare) : profile.Frames[i];
            return new ProfileFrames(frames, _texts);
        }

        ProfileFrame Named(ProfileFrame frame)
        {
            if (frame.Address == 0)
                return frame is { Library: > 0, Offset: > 0 } ? NamedIn(frame) : frame;
            // A return address may be the first of the next function: the call is the byte before.
            ulong call = frame.IsExact ? frame.Address : frame.Address - 1;
            if (frame.Library > 0 && PerfMap.PidOf(_texts[frame.Library]) is { } pid)
                return Generated(frame, pid, call);
            if (MappingAt(call) is not { } mapping || !mapping.Name.StartsWith('/'))
                return Generated(frame, dumped, call);
            (string? symbol, ulong own) = InFile(mapping, unchecked(call - mapping.Range.Start.Value + mapping.Offset));
            return frame with { Name = symbol is null ? 0 : Text(symbol), Library = Text(mapping.Name), Offset = unchecked(own + 1) };
        }

        ProfileFrame Generated(in ProfileFrame frame, int? pid, ulong call)
        {
            string? name = null;
            foreach ((GeneratedCode code, int? of) in given)
                name ??= of is null || pid is null || of == pid ? code.NameAt(call) : null;
            name ??= pid is { } known ? symbols.PerfMapOf(known, profile.Place)?.NameAt(call) : null;
            return string.IsNullOrEmpty(name) ? frame : frame with { Name = Text(name) };
        }

        /// <summary>Its place in its file is known already.</summary>
        ProfileFrame NamedIn(in ProfileFrame frame)
        {
            ulong behind = frame.IsExact ? 0UL : 1UL;
            string path = _texts[frame.Library];
            if (!path.StartsWith('/') || (!_files.TryGetValue(path, out Mapping? mapping) && symbols.HasNoFolders))
                return frame;
            (string? symbol, ulong own) = InFile(mapping ?? new Mapping(default, default, 0, default, 0, path, false), frame.Offset - behind);
            return frame with { Name = symbol is null ? 0 : Text(symbol), Offset = own + behind };
        }

        (string? Symbol, ulong Own) InFile(Mapping mapping, ulong at)
        {
            SymbolFile file = symbols.FileOf(mapping, profile.BuildIds.GetValueOrDefault(mapping.Name));
            if (file.IsOther)
                symbols._others.Add(mapping.Name);
            ulong own = file.AddressOf(at) ?? at;
            return (file.NameAt(own), own);
        }

        /// <summary>What was mapped in many processes has no range, and is known by its path.</summary>
        static Dictionary<string, Mapping> FilesOf(Mapping[] mappings)
        {
            Dictionary<string, Mapping> files = new(StringComparer.Ordinal);
            foreach (Mapping mapping in mappings)
            {
                if (mapping.Range.IsEmpty)
                    files[mapping.Name] = mapping;
            }
            return files;
        }

        int Text(string text)
        {
            if (_textOf.TryGetValue(text, out int at))
                return at;
            _texts.Add(text);
            return _textOf[text] = _texts.Count - 1;
        }

        Mapping? MappingAt(ulong address)
        {
            int at = StartOrder.LastAtOrBefore<Place>(_places, address);
            return at >= 0 && mappings[at].Range.Contains(new Address(address)) ? mappings[at] : null;
        }

        readonly record struct Place(ulong Start) : IStartsAt;
    }
}
