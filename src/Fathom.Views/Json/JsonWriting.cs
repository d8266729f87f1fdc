using System.Text.Json;
using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Views.Json;

/// <summary>Members that may be unknown: null, never 0.</summary>
static class JsonWriting
{
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }

    public static void WriteBytesOrNull(this Utf8JsonWriter json, string name, Bytes? value) =>
        json.WriteNumberOrNull(name, value?.Value);

    public static void WriteAmounts(this Utf8JsonWriter json, Amounts amounts)
    {
        json.WriteNumber("bytes", amounts.Resident.Value);
        json.WriteNumber("swap_bytes", amounts.Swap.Value);
        json.WriteNumber("hugetlb_bytes", amounts.Hugetlb.Value);
        json.WriteBytesOrNull("pss_bytes", amounts.Pss);
    }
}
