using System.Text.Json;
using Fathom.Evidence.Saved;
using Fathom.Findings;

namespace Fathom.Views.Json;

/// <summary>`texts`: each piece of each file and what it was taken for; `next_evidence`: what would decide more. Null for a process.</summary>
static class SavedJson
{
    public static void Write(Utf8JsonWriter json, SavedTexts? saved)
    {
        if (saved is null)
            return;
        json.WriteStartArray("texts");
        foreach (SavedPiece piece in saved.Pieces)
        {
            json.WriteStartObject();
            json.WriteString("file", piece.File);
            json.WriteNumber("first_line", piece.FirstLine);
            json.WriteNumber("last_line", piece.LastLine);
            json.WriteString("kind", piece.Kind);
            json.WriteNumberOrNull("pid", piece.Pid);
            json.WriteNumber("unread_lines", piece.Unread);
            json.WriteBoolean("of_another_process", piece.IsApart);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void WriteNext(Utf8JsonWriter json, Case seen, Verdict verdict)
    {
        if (seen.Snapshot.Saved is null)
            return;
        if (NextEvidence.Of(seen, verdict) is not { } next)
        {
            json.WriteNull("next_evidence");
            return;
        }
        json.WriteStartObject("next_evidence");
        json.WriteString("why", next.Why);
        json.WriteString("how", next.How);
        json.WriteEndObject();
    }
}
