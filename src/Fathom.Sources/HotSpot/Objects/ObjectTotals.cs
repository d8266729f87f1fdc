using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>The sums of a count as evidence; those of a sample are taken for the whole.</summary>
static class ObjectTotals
{
    public static IEnumerable<ObjectCount> Of(OwnerTable owners, ObjectSample? sample)
    {
        double share = sample?.Share ?? 1;
        foreach (OwnedClass owned in owners.Classes)
        {
            foreach (OwnedClass.Kind kind in owned.Kinds)
            {
                if (kind.Count > 0)
                    yield return new ObjectCount(owned.Name.Replace('/', '.'), kind.Row.Owns, Whole(kind.Count)!.Value,
                        sample?.ErrorOf(kind) ?? 0, new Bytes(Whole(kind.Bytes)!.Value), Whole(kind.Open),
                        Whole(kind.Native) is { } native ? new Bytes(native) : null);
            }
        }

        long? Whole(long? number) => number is { } known ? (long)Math.Round(known / share) : null;
    }
}
