namespace Fathom.Accounting.Profiles;

/// <summary>What one function, line or library has.</summary>
/// <param name="Flat">Allocated by itself.</param>
/// <param name="Cumulative">By itself and all that it called, each stack once.</param>
public readonly record struct CallRow(int Label, double Flat, double Cumulative, double FlatBefore, double CumulativeBefore)
{
    public double FlatChange => Flat - FlatBefore;

    public double CumulativeChange => Cumulative - CumulativeBefore;
}

/// <summary>What one function had through another.</summary>
public readonly record struct CallEdge(int Caller, int Callee, double Value);
