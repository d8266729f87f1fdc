using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;

namespace Fathom.Views.Profiles;

/// <summary>A figure of a profile in its own unit.</summary>
static class Amount
{
    public static string Of(ProfileColumn column, double value) =>
        column.IsBytes ? SizeText.Of(new Bytes(Whole(value))) : IsTime(column) ? Time(value) : Math.Round(value).ToString("#,##0", CultureInfo.InvariantCulture) + Unit(column);

    public static string Change(ProfileColumn column, double value) =>
        column.IsBytes ? SizeText.Change(new Bytes(Whole(value))) : IsTime(column) ? (value < 0 ? "-" : "+") + Time(Math.Abs(value)) : Math.Round(value).ToString("+#,##0;-#,##0;.", CultureInfo.InvariantCulture);

    /// <summary>A made file may add up to more than 64 bits hold.</summary>
    public static long Whole(double value) =>
        value >= long.MaxValue ? long.MaxValue : value <= long.MinValue ? long.MinValue : double.IsNaN(value) ? 0 : (long)Math.Round(value);

    static bool IsTime(ProfileColumn column) => column.Unit == "nanoseconds";

    static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:0} ns"),
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e3:0.#} µs"),
        < 1e9 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:0.#} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e9:#,##0.##} s"),
    };

    static string Unit(ProfileColumn column) => column.Unit is "count" or "" ? "" : " " + column.Unit;
}
