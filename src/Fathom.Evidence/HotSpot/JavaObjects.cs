namespace Fathom.Evidence.HotSpot;

/// <summary>Objects of the Java heap whose classes own memory outside of it, dead ones that no collection removed included.</summary>
public sealed record JavaObjects(string Collector, IReadOnlyList<ObjectCount> Counts, ObjectScan Scan);

/// <summary>Objects of one class and one kind.</summary>
/// <param name="Owns">What each of them holds outside of the Java heap.</param>
/// <param name="CountError">Half of the range that holds the true count in 95 of 100 samples; zero where all were counted.</param>
/// <param name="Shallow">What they take in the Java heap.</param>
/// <param name="Open">Those that have not given back what they owned; null where no field tells.</param>
/// <param name="Native">What they own by their own fields; null where none tells.</param>
public sealed record ObjectCount(
    string ClassName, string Owns, long Count, long CountError, Bytes Shallow, long? Open, Bytes? Native);

/// <summary>How far the heap was looked through, and what went against it.</summary>
/// <param name="Used">The spaces of the heap up to their tops, without what threads have set aside and not used.</param>
/// <param name="Walked">What of it was gone through object by object.</param>
/// <param name="Objects">All objects counted (estimated where sampled), of whatever class.</param>
/// <param name="Unread">Absent or in swap.</param>
/// <param name="PassedOver">Where the chain of objects broke, up to the next one.</param>
/// <param name="Moved">Objects may have been moved by a collection meanwhile: counted twice, or not at all.</param>
/// <param name="Sampled">Not all was looked at, for want of time: the counts are estimates with an error.</param>
public sealed record ObjectScan(
    Bytes Used, Bytes Walked, long Objects, Bytes Unread, Bytes PassedOver, bool Moved, bool Sampled, TimeSpan Took)
{
    /// <summary>Every object was counted, once.</summary>
    public bool IsExact => !Moved && !Sampled && Unread.Value == 0 && PassedOver.Value == 0;
}

/// <summary>One count of objects, with whose they are.</summary>
public sealed record JavaObjectsAnswer(
    DateTimeOffset TakenAt, Target Target, JavaObjects Objects, IReadOnlyList<Gap> Gaps, Cost Cost);
