using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Profiles;

/// <summary>Gives addresses of a profile their library, their place in it and their function.</summary>
public sealed class ProfileSymbols(IReadOnlyList<string> folders) : IDisposable
{
    readonly Dictionary<string, SymbolFile> _files = new(StringComparer.Ordinal);
    readonly HashSet<string> _others = new(StringComparer.Ordinal);
    readonly Dictionary<string, PerfMap?> _perfMaps = new(StringComparer.Ordinal);

    /// <summary>Files that are there, and not proved to be those that were mapped.</summary>
    public IReadOnlyCollection<string> Replaced => _others;

    public AllocationProfile Named(AllocationProfile profile)
    {
        if (profile.Frames.Count == 0 || IsNamed(profile.Frames))
            return profile;
        Mapping[] mappings = [.. profile.Mappings.OrderBy(mapping => mapping.Range.Start)];
        Naming naming = new(this, profile, mappings, PerfMapOf(profile.Place));
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

    /// <summary>jemalloc and gperftools put the pid into the name of the file, and so does perf.</summary>
    PerfMap? PerfMapOf(string place)
    {
        if (DumpName.Of(place).Pid is not { } pid)
            return null;
        string path = string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{pid}.map");
        if (_perfMaps.TryGetValue(path, out PerfMap? map))
            return map;
        foreach (string folder in (string[])[.. folders, "/tmp"])
        {
            if (RegularFile.Open(Path.Combine(folder, Path.GetFileName(path)), new Bytes(Limits.ProfileFileBytes)).Try(out RegularFile? file, out _))
            {
                using (file)
                    map = PerfMap.Read(new FileContent(file));
                break;
            }
        }
        return _perfMaps[path] = map;
    }

    sealed class Naming(ProfileSymbols symbols, AllocationProfile profile, Mapping[] mappings, PerfMap? generated)
    {
        readonly Dictionary<string, int> _textOf = new(StringComparer.Ordinal);
        readonly List<string> _texts = [.. profile.Frames.Texts];

        public ProfileFrames Frames()
        {
            var frames = new ProfileFrame[profile.Frames.Count];
            for (int i = 0; i < frames.Length; i++)
                frames[i] = profile.Frames[i] is { Name: 0, Address: > 0 } bare ? Named(bare) : profile.Frames[i];
            return new ProfileFrames(frames, _texts);
        }

        ProfileFrame Named(ProfileFrame frame)
        {
            // A return address may be the first of the next function: the call is the byte before.
            ulong call = frame.Address - 1;
            if (MappingAt(call) is not { } mapping || !mapping.Name.StartsWith('/'))
            {
                string? code = generated?.NameAt(call);
                return frame with { Name = code is null ? 0 : Text(code) };
            }
            SymbolFile file = symbols.FileOf(mapping, profile.BuildIds.GetValueOrDefault(mapping.Name));
            if (file.IsOther)
                symbols._others.Add(mapping.Name);
            ulong at = unchecked(call - mapping.Range.Start.Value + mapping.Offset);
            ulong own = file.AddressOf(at) ?? at;
            string? symbol = file.NameAt(own);
            return frame with { Name = symbol is null ? 0 : Text(symbol), Library = Text(mapping.Name), Offset = unchecked(own + 1) };
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
            int low = 0;
            int high = mappings.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (mappings[middle].Range.Start.Value <= address)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low > 0 && mappings[low - 1].Range.Contains(new Address(address)) ? mappings[low - 1] : null;
        }
    }
}
