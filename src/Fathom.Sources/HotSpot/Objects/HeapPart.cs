using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>A stretch of the heap that holds objects one behind the other, as far as it is used.</summary>
/// <param name="Alignment">Objects begin at multiples of it.</param>
/// <param name="IsSingle">One object alone, which may be longer than the range (humongous, a large page of ZGC).</param>
/// <param name="IsFilled">Whether the collector fills what it leaves unused with dead arrays; ZGC does not.</param>
/// <param name="Born">What tells it from another that is given the same place, where that is told.</param>
/// <param name="Blocks">Where free chunks stand between the objects, as in CMS's old space.</param>
readonly record struct HeapPart(
    AddressRange Used, string Space, long Alignment, bool IsSingle = false, bool IsFilled = true, uint Born = 0, HeapBlocks? Blocks = null);
