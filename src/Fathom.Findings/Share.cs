using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Findings;

/// <summary>Bytes in memory at one place of the answer: a row of the census, an account of the ledger or of the container's.</summary>
/// <param name="Place">Live blocks of malloc are named by their rows only, so that none is taken from both sides.</param>
public readonly record struct Share(string Place, Bytes Bytes)
{
    public static Share OfRow(int row, Bytes bytes) => new(Row(row), bytes);

    public static Share OfAccount(string account, Bytes bytes) => new(account, bytes);

    /// <summary>Memory of the container beside the process' own, by the accounts of the container's ledger.</summary>
    public static Share OfContainer(string account, Bytes bytes) => new(Container(account), bytes);

    internal static string Container(string account) => "container " + account;

    internal static string Row(int row) => "census row " + row.ToString(CultureInfo.InvariantCulture);
}
