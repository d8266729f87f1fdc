using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Findings;

namespace Fathom.Views.Text;

/// <summary>Allocation profiles among the files of a case: how much they account for, and who has it.</summary>
static class ProfiledView
{
    const int MostRows = 8;
    const int MostProfiles = 4;

    public static void Write(Case seen, int columns, TextWriter to)
    {
        foreach (ProfiledMemory profile in seen.Profiles.Take(MostProfiles))
            Write(seen, profile, columns, to);
        if (seen.Profiles.Count > MostProfiles)
            Paragraph.Write("", string.Create(CultureInfo.InvariantCulture, $"and {seen.Profiles.Count - MostProfiles} profiles more: --json has them"), columns, to);
    }

    static void Write(Case seen, ProfiledMemory profile, int columns, TextWriter to)
    {
        Paragraph.Write("Profile", Sentence(seen, profile), columns, to);
        ProfiledUse[] rows = [.. profile.Uses.Take(MostRows).Where(use => use.InUse > Bytes.Zero || use.Before > Bytes.Zero)];
        if (rows.Length == 0)
            return;
        bool hasGrowth = profile.Growth is not null;
        List<Column> layout = [new(profile.IsInUse ? "In use" : "Allocated", 9, Align.Right)];
        if (hasGrowth)
            layout.Add(new("Growth", 10, Align.Right));
        layout.AddRange([new("Blocks", 10, Align.Right), new("Who asked", 0)]);
        Table table = new(to, columns, [.. layout]);
        table.Header();
        foreach (ProfiledUse use in rows)
        {
            List<string> cells = [SizeText.Of(use.InUse)];
            if (hasGrowth)
                cells.Add(SizeText.Change(use.Growth ?? Bytes.Zero));
            cells.AddRange([use.Blocks is { } blocks ? LogRows.Count(blocks) : "-", use.Name]);
            table.Row([.. cells]);
            if (Under(use) is { } more)
                table.Under(more);
        }
        if (profile.Uses.Count > rows.Length)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {profile.Uses.Count - rows.Length} lesser ones: --json has them"));
    }

    static string Sentence(Case seen, ProfiledMemory profile)
    {
        string error = profile.Error > Bytes.Zero ? $" ± {SizeText.Of(profile.Error)}" : "";
        string what = profile.IsInUse ? $"{SizeText.Of(profile.Total)}{error} in use"
            : profile.Total > Bytes.Zero ? $"{SizeText.Of(profile.Total)} were allocated, and what was given back is not told: it says nothing of who has memory now" : "it counts no bytes: no rule asks it";
        string growth = profile.Growth is { } grown ? string.Create(CultureInfo.InvariantCulture, $", {SizeText.Change(grown.Whole)} since the first of {grown.Totals.Count} dumps") : "";
        string coverage = profile.IsInUse && ProfileCoverage.Of(seen, profile) is { } part
            ? $"; {SizeText.Of(part.Whole)} of malloc's {(part.IsOfLive ? "live" : "or of nobody's in memory")} by {part.By}{(part.Share <= 1 ? $", so {SizeText.Share(part.Share)} of it" : "")}" : "";
        string unproved = profile.IsOfOtherDay ? "; it is of another day than the other files, and no rule asks it" : profile.IsProved ? "" : "; nothing in it says of which process it is";
        return $"{profile.Last.Place}, {profile.Last.Kind}: {what}{growth}{coverage}{unproved}";
    }

    /// <summary>The function, where it is more than the library's name, and the Java method that called.</summary>
    static string? Under(ProfiledUse use)
    {
        string function = use.Kind is NativeUse.Function or NativeUse.Unknown or NativeUse.Unnamed ? "" : use.Function;
        return use.Java is { } java && java != use.Function ? function.Length > 0 ? $"{function}, called by {java}" : "called by " + java : function.Length > 0 ? function : null;
    }

    public static string KindWord(NativeUse kind) => kind switch
    {
        NativeUse.Unknown => "unknown",
        NativeUse.Unnamed => "unnamed",
        NativeUse.ZlibStream => "zlib",
        NativeUse.ZstdContext => "zstd",
        NativeUse.Sqlite => "sqlite",
        NativeUse.Unsafe => "unsafe",
        NativeUse.JniCopy => "jni-copy",
        NativeUse.Jvm => "jvm",
        NativeUse.Jdk => "jdk",
        NativeUse.Library => "library",
        _ => "function",
    };
}
