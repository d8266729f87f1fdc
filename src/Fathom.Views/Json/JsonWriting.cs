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

    public static void WriteAmounts(this Utf8JsonWriter json, Amounts? amounts)
    {
        json.WriteBytesOrNull("bytes", amounts?.Resident);
        json.WriteBytesOrNull("swap_bytes", amounts?.Swap);
        json.WriteBytesOrNull("hugetlb_bytes", amounts?.Hugetlb);
        json.WriteBytesOrNull("pss_bytes", amounts?.Pss);
    }
}
