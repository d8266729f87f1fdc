using System.Text.Json;
using Fathom.Accounting.Budget;

namespace Fathom.Views.Json;

/// <summary>`budget`: what each part may grow to, null where the flags are not known.</summary>
static class BudgetJson
{
    public static void Write(Utf8JsonWriter json, BudgetTable? budget)
    {
        if (budget is null)
        {
            json.WriteNull("budget");
            return;
        }
        json.WriteStartObject("budget");
        json.WriteBytesOrNull("limit_bytes", budget.Limit);
        json.WriteStartArray("parts");
        foreach (BudgetPart part in budget.Parts)
        {
            json.WriteStartObject();
            json.WriteString("part", part.Name);
            json.WriteNumber("now_bytes", part.Now.Value);
            json.WriteBytesOrNull("most_bytes", part.Most);
            json.WriteString("bound", part.Bound);
            json.WriteBoolean("droppable", part.IsDroppable);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("at_full_heap_bytes", budget.AtFullHeap.Value);
        json.WriteNumber("at_most_bytes", budget.AtMost.Value);
        json.WriteString("fits", budget.Fit switch
        {
            BudgetFit.Fits => "yes",
            BudgetFit.FitsAsItIs => "as-it-is",
            BudgetFit.TooLarge => "no",
            _ => null,
        });
        json.WriteStartArray("flags");
        foreach (string flag in budget.Advice?.Flags ?? [])
            json.WriteStringValue(flag);
        json.WriteEndArray();
        json.WriteBytesOrNull("needs_bytes", budget.Advice?.Needs);
        json.WriteEndObject();
    }
}
