namespace Fathom.Evidence.Profiles;

/// <summary>One of several moments that a file holds, over the frames and stacks of its profile.</summary>
/// <param name="When">As the file says it: 12:30:05, or 4096 i.</param>
/// <param name="HasStacks">False where only the sum was written down.</param>
public sealed record ProfileSnapshot(string When, ProfileSamples Samples, bool HasStacks);
