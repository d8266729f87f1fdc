using Fathom.Evidence.Profiles;

namespace Fathom.Tests.Accounting.Profiles;

/// <summary>Profiles put together from their stacks: "main;libz.so.1!inflate;malloc", the outermost frame first, a library before its function.</summary>
static class MadeProfile
{
    internal static AllocationProfile Of(params (string Stack, long Bytes, long Blocks)[] rows) => Of(ProfileSampling.All, rows);

    internal static AllocationProfile Of(ProfileSampling sampling, params (string Stack, long Bytes, long Blocks)[] rows)
    {
        List<string> texts = [""];
        List<ProfileFrame> frames = [];
        (List<int> parents, List<int> stackFrames, List<int> stacks) = ([-1], [-1], []);
        foreach ((string stack, _, _) in rows)
        {
            int at = 0;
            foreach (string[] parts in stack.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(frame => frame.Split('!')))
            {
                frames.Add(new ProfileFrame(0, Text(parts[^1]), parts.Length > 1 ? Text("/opt/lib/" + parts[0]) : 0));
                parents.Add(at);
                stackFrames.Add(frames.Count - 1);
                at = parents.Count - 1;
            }
            stacks.Add(at);
        }
        return new AllocationProfile("made.heap", "made profile")
        {
            Columns = [ProfileColumn.InUseCount, ProfileColumn.InUseBytes],
            Sampling = sampling,
            Frames = new ProfileFrames([.. frames], texts),
            Stacks = new ProfileStacks([.. parents], [.. stackFrames]),
            Samples = new ProfileSamples(2, [.. stacks], [.. rows.SelectMany(row => (long[])[row.Blocks, row.Bytes])]),
        };

        int Text(string text)
        {
            if (!texts.Contains(text))
                texts.Add(text);
            return texts.IndexOf(text);
        }
    }

    internal static AllocationProfile Dump(long number, params (string Stack, long Bytes, long Blocks)[] rows) => Of(rows) with { Dump = new ProfileDump("shop", number) };
}
