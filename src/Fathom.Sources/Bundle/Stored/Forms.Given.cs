using Fathom.Sources.Files;

namespace Fathom.Sources.Bundle.Stored;

/// <summary>The values of each record, in the order in which they are stored: texts that a case was joined from.</summary>
static partial class Forms
{
    /// <summary>Without the texts: each has a part of its own, in the same order.</summary>
    public static GivenFiles GivenFiles(Storage to, GivenFiles? it)
    {
        it ??= new("", [], default, null);
        return new(to.Text(it.Place), to.Texts(it.Paths), to.Moment(it.TakenAt), to.TextOrNull(it.Folder))
        {
            Entries = to.List(it.Entries, GivenFile),
        };
    }

    static GivenFile GivenFile(Storage to, GivenFile? it)
    {
        it ??= new(default, "", "");
        return new((GivenKind)to.Int((int)it.Kind), to.Text(it.Place), to.Text(it.Name))
        {
            Gap = to.RecordOrNull(it.Gap, Gap),
        };
    }
}
