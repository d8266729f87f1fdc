namespace Fathom.Evidence.HotSpot;

/// <summary>A G1 or Shenandoah region of the table in VM.info.</summary>
/// <param name="State">E, S, O, HS, HC, CS, F, OA, CA (G1); EU, EC, R, H, HP, HC, CS, TR, P (Shenandoah).</param>
public sealed record HeapRegion(int Index, Address Bottom, Address Top, Address End, string State)
{
    public Bytes Used => Top >= Bottom ? new(Top - Bottom) : Bytes.Zero;
}
