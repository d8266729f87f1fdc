using System.Text.Json;
using Fathom.Accounting.Saved;
using Fathom.Evidence.Saved;

namespace Fathom.Views.Json;

/// <summary>`told`: figures of tools that have no place in the ledger. Only of texts.</summary>
static class SaidJson
{
    public static void Write(Utf8JsonWriter json, SavedTexts? saved)
    {
        if (saved is null)
            return;
        json.WriteStartArray("told");
        foreach (SaidFigure said in SaidFigure.Of(saved))
        {
            json.WriteStartObject();
            json.WriteString("by", said.By);
            json.WriteString("what", said.What);
            json.WriteNumber("bytes", said.Size.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
