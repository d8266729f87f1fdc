using System.Text.Json;
using Fathom.Accounting.HeapDumps;
using Fathom.Evidence;
using Fathom.Evidence.HeapDumps;

namespace Fathom.Views.Json;

/// <summary>`heap_dumps`: the Java heap's own view of native memory. Only where a dump was given.</summary>
static class HeapDumpsJson
{
    /// <summary>Of many thousand classes these tell where the heap went.</summary>
    const int MostClasses = 1000;

    public static void Write(Utf8JsonWriter json, Snapshot snapshot)
    {
        if (snapshot.Saved is not { } saved || !saved.Of<HeapDump>().Any())
            return;
        WriteEach(json, "heap_dumps", saved.Of<HeapDump>(), dump =>
        {
            Write(json, dump);
            WriteEach(json, "joined", DumpJoin.Of(snapshot, dump), figure => Write(json, figure));
        });
    }

    static void Write(Utf8JsonWriter json, JoinedFigure figure)
    {
        string unit = figure.IsBytes ? "bytes" : "count";
        json.WriteString("what", figure.What);
        json.WriteString("source", figure.Source);
        json.WriteNumber("dumped_" + unit, figure.Dumped);
        json.WriteNumber("other_" + unit, figure.Other);
        json.WriteBoolean("is_part", !figure.IsAll);
        json.WriteBoolean("agrees", figure.Agrees);
    }

    static void Write(Utf8JsonWriter json, HeapDump dump)
    {
        json.WriteString("version", dump.Version);
        json.WriteNumber("id_bytes", dump.IdLength);
        json.WriteString("taken_at", dump.TakenAt);
        json.WriteNumber("length_bytes", dump.Length);
        json.WriteBoolean("whole", dump.IsWhole);
        json.WriteNumber("objects", dump.Objects);
        json.WriteNumber("shallow_bytes", dump.Shallow.Value);
        WriteEach(json, "owners", dump.Owners, owner => Write(json, owner));
        WriteEach(json, "roots", dump.Roots, root =>
        {
            json.WriteString("kind", root.Kind);
            json.WriteNumber("count", root.Count);
        });
        WriteEach(json, "jni_globals", dump.GlobalReferences.Take(MostClasses), one =>
        {
            json.WriteString("class", one.ClassName);
            json.WriteNumber("count", one.Count);
        });
        json.WriteNumber("class_count", dump.Classes.Count);
        WriteEach(json, "classes", dump.Classes.Take(MostClasses), one =>
        {
            json.WriteString("class", one.Name);
            json.WriteNumber("count", one.Count);
            json.WriteNumber("shallow_bytes", one.Shallow.Value);
        });
    }

    static void Write(Utf8JsonWriter json, DumpedOwner owner)
    {
        json.WriteString("class", owner.ClassName);
        json.WriteString("owns", owner.Owns);
        json.WriteNumber("count", owner.Count);
        json.WriteNumberOrNull("open", owner.Open);
        json.WriteBytesOrNull("native_bytes", owner.Native);
        json.WriteBoolean("leads_to_owner", owner.IsShell);
        json.WriteNumber("duplicates", owner.Duplicates);
        json.WriteNumber("looked_at", owner.LookedAt);
        WriteEach(json, "holders", owner.Holders, holder =>
        {
            json.WriteString("state", Text.HeapDumpView.StateWord(holder.State));
            json.WriteString("referrer", holder.Referrer);
            json.WriteNumber("count", holder.Count);
            json.WriteBytesOrNull("native_bytes", holder.Native);
            json.WriteString("root", holder.Root);
            json.WriteNumberOrNull("alike", holder.Alike?.Count);
            json.WriteBytesOrNull("alike_bytes_each", holder.Alike?.Each);
            json.WriteStartArray("path");
            foreach (string step in holder.Path)
                json.WriteStringValue(step);
            json.WriteEndArray();
        });
    }

    static void WriteEach<T>(Utf8JsonWriter json, string name, IEnumerable<T> all, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T one in all)
        {
            json.WriteStartObject();
            write(one);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
