using System.Globalization;
using System.Text;
using Fathom.Cli;

namespace Fathom.Tests.Cli;

/// <summary>One call of fathom inside the test's own process: what it wrote, what it said, how it ended.</summary>
sealed record Call(int ExitCode, string Out, string Talk)
{
    internal static Call Of(params string[] arguments) => Wide(80, arguments);

    internal static Call Piped(byte[] input, params string[] arguments) => Of(80, () => new MemoryStream(input), arguments);

    internal static Call Wide(int columns, params string[] arguments) => Of(columns, static () => Stream.Null, arguments);

    static Call Of(int columns, Func<Stream> input, string[] arguments)
    {
        using MemoryStream output = new();
        StringWriter talk = new();
        int exit;
        using (Session session = new(output, talk) { Columns = columns, Input = input })
            exit = Program.Run(arguments, session);
        return new Call(exit, Encoding.UTF8.GetString(output.ToArray()), talk.ToString());
    }

    /// <summary>A country that writes 1.234,5 and −1: the tests run without any country's data (InvariantGlobalization).</summary>
    internal static T Abroad<T>(Func<T> call)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo abroad = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        abroad.NumberFormat = new NumberFormatInfo
        {
            NumberDecimalSeparator = ",",
            NumberGroupSeparator = ".",
            PercentDecimalSeparator = ",",
            NegativeSign = "−",
        };
        abroad.DateTimeFormat = new DateTimeFormatInfo { DateSeparator = ".", TimeSeparator = "." };
        try
        {
            CultureInfo.CurrentCulture = abroad;
            return call();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
