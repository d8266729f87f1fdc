namespace Fathom.Evidence.Saved;

/// <summary>A size as a tool showed it: 2.8g says nothing of less than a tenth of a GiB.</summary>
/// <param name="Step">What one more in the last digit would be worth; the true size is within one of it.</param>
public readonly record struct RoundedSize(Bytes Value, Bytes Step)
{
    public bool MayBe(Bytes size) => size > Value ? size - Value <= Step : Value - size <= Step;
}
