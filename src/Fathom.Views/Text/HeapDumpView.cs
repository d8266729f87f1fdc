using System.Globalization;
using Fathom.Accounting.HeapDumps;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.HeapDumps;

namespace Fathom.Views.Text;

/// <summary>A heap dump: which Java objects own native memory, and who keeps them.</summary>
static class HeapDumpView
{
    const int MostOwners = 12;
    const int MostHolders = 3;
    const int MostSteps = 6;
    const int MostNames = 5;

    public static void Write(Snapshot snapshot, int columns, TextWriter to)
    {
        foreach (HeapDump dump in snapshot.Saved?.Of<HeapDump>() ?? [])
        {
            Write(dump, columns, to);
            IReadOnlyList<JoinedFigure> joined = DumpJoin.Of(snapshot, dump);
            if (joined.Count > 0)
                Paragraph.Write("Joined", string.Join("; ", joined.Select(Sentence)), columns, to);
        }
    }

    static string Sentence(JoinedFigure figure)
    {
        string pair = $"{figure.What} {Amount(figure, figure.Dumped)} {(figure.IsAll ? "and" : "of")} {Amount(figure, figure.Other)} by {figure.Source}";
        return figure.Agrees ? pair + (figure.IsAll ? ": agrees" : "") : $"{pair}: differs by {Amount(figure, Math.Abs(figure.Difference))}";
    }

    static string Amount(JoinedFigure figure, long amount) => figure.IsBytes ? SizeText.Of(new Bytes(amount)) : LogRows.Count(amount);

    static void Write(HeapDump dump, int columns, TextWriter to)
    {
        Paragraph.Write("Heap dump", string.Create(CultureInfo.InvariantCulture, $"{(dump.IsWhole ? "" : "at least ")}{dump.Objects:N0} objects with {SizeText.Of(dump.Shallow)}")
            + $" in the heap: {Largest(dump)}; {Roots(dump)}", columns, to);
        Table table = new(to, columns, new Column("Native", 9, Align.Right), new Column("Count", 10, Align.Right), new Column("Open", 10, Align.Right), new Column("Each of them owns", 0));
        table.Header();
        IReadOnlyList<DumpedOwner> owners = [.. dump.Owners.Where(owner => !owner.IsShell)];
        foreach (DumpedOwner owner in owners.Take(MostOwners))
        {
            table.Row(owner.Native is { } native ? SizeText.Of(native) : "-", LogRows.Count(owner.Count), owner.Open is { } open ? LogRows.Count(open) : "-", owner.Owns);
            table.Under(Printable.CutLeft(owner.ClassName, Math.Max(30, columns - 13))
                + (owner.Duplicates > 0 ? $", {LogRows.Count(owner.Duplicates)} of them at the address of another" : ""));
            foreach (DumpedHolder holder in owner.Holders.Take(MostHolders))
                Paragraph.Write("", Sentence(owner, holder), columns, to);
        }
        if (owners.Count > MostOwners)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {owners.Count - MostOwners} lesser kinds: --json has them"));
    }

    static string Largest(HeapDump dump) => string.Join(", ", dump.Classes.Take(MostNames).Select(one => $"{one.Name} {SizeText.Of(one.Shallow)}"));

    static string Roots(HeapDump dump)
    {
        string roots = "roots " + string.Join(", ", dump.Roots.Select(root => $"{root.Kind} {LogRows.Count(root.Count)}"));
        return dump.GlobalReferences.Count == 0 ? roots
            : roots + "; JNI globals lead to " + string.Join(", ", dump.GlobalReferences.Take(MostNames).Select(one => $"{one.ClassName} {LogRows.Count(one.Count)}"));
    }

    static string Sentence(DumpedOwner owner, DumpedHolder holder)
    {
        string count = LogRows.Count(holder.Count) + (owner.LookedAt < (owner.Open ?? owner.Count) ? " of " + LogRows.Count(owner.LookedAt) + " looked at" : "");
        string path = holder.Path.Count == 0 ? ""
            : " <- " + string.Join(" <- ", holder.Path.Take(MostSteps)) + (holder.Path.Count > MostSteps ? " <- …" : "");
        string state = holder.State switch
        {
            HolderState.Kept => "kept by " + (holder.Referrer ?? holder.Root) + (holder.Referrer is null || holder.Root is null ? "" : $" ({holder.Root})"),
            HolderState.Garbage => "garbage: nothing keeps them, they wait for a collection" + (holder.Referrer is { } last ? $"; last held by {last}" : ""),
            _ => "cannot tell who keeps them" + (holder.Referrer is { } seen ? $"; {seen} refers to them" : ""),
        };
        string alike = holder.Alike is { } size ? $" ({LogRows.Count(size.Count)} of {SizeText.Of(size.Each)} each)" : "";
        return $"{count}{alike} {state}{(holder.State == HolderState.Kept ? path : "")}";
    }

    public static string StateWord(HolderState state) => state switch
    {
        HolderState.Kept => "kept",
        HolderState.Garbage => "garbage",
        _ => "unknown",
    };
}
