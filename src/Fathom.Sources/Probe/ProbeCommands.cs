using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.HotSpot.Attach;

namespace Fathom.Sources.Probe;

/// <summary>What the probe is told: each time its library is "loaded", with a word behind it.</summary>
/// <param name="owner">Who says so: the probe obeys only who has opened its table.</param>
sealed class ProbeCommands(HotSpotAttach attach, string library, ulong owner)
{
    /// <summary>control.c, answer; the very first answer to a command that was obeyed is 0.</summary>
    public const int Done = 1, Already = 2, NoAllocator = 4;

    const int LongestReason = 300;

    const int Fresh = 0, NotOpen = 3, NoMemory = 5, NoSlots = 6, StillInside = 7, Others = 10, NoFile = 11;

    string _said = "no answer";
    Gap? _unanswered;

    public ulong Owner => owner;

    /// <summary>-1 where there was no answer.</summary>
    public int Ask(string word) => Said(Load(string.Create(CultureInfo.InvariantCulture, $"{word}:{owner:x}"))) is var answer && answer == Fresh ? Done : answer;

    /// <summary>The same library, in the name of another.</summary>
    public ProbeCommands For(ulong other) => new(attach, library, other);

    /// <summary>False where the probe may still be at work: the target is stopped, or does not answer.</summary>
    public bool Stop() => Ask("stop") is Done or NotOpen or Others || Ask("stop") is Done or NotOpen or Others;

    /// <summary>Where the JVM did not answer at all, why it did not: each reason has its own way out.</summary>
    public Gap Refused(int answer) => answer switch
    {
        < 0 when _unanswered is { } gap => attach.HasEnded ? Gaps.TargetGone.At(gap.Where) : gap,
        Already or Others => Gaps.ProbeBusy.At(library),
        StillInside => Gaps.ProbeStuck.At(library),
        NoMemory => Gaps.ProbeNoMemory.At(library),
        NoFile => Gaps.ProbeNoFile.At(library),
        NoSlots or NoAllocator => Gaps.ProbeNoSlots.At(library),
        _ => Gaps.ProbeRefused.At(library, null, answer < 0 ? _said.TrimEnd('.') : answer.ToString(CultureInfo.InvariantCulture)),
    };

    Result<string> Load(string word) => AttachRequest.Of(["load", library, "true", word]).Then(attach.Ask).Then(reply =>
    {
        using AttachReply open = reply;
        int code = open.Code;
        return open.ReadAll(Limits.AttachTextBytes).Then<string>(bytes => string.Create(CultureInfo.InvariantCulture, $"{code}\n{Formats.ForeignText.Decode(bytes)}"));
    });

    /// <summary>"return code: N"; in JDK 8 the number alone. Without either the JVM did not load it, and says why.</summary>
    int Said(Result<string> reply)
    {
        const string before = "return code: ";
        if (!reply.Try(out string? text, out _unanswered))
            return -1;
        int at = text.IndexOf(before, StringComparison.Ordinal);
        string number = at >= 0 ? text[(at + before.Length)..].Split('\n')[0].Trim() : text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Trim();
        if (int.TryParse(number, NumberStyles.Integer, CultureInfo.InvariantCulture, out int answer) && (at >= 0 || answer >= 0))
            return answer;
        // Behind the JVM's own code, which is 0 all the same: agent.so was not loaded. WHY
        _said = string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1));
        _said = _said.Length is 0 ? "no answer" : _said[..Math.Min(_said.Length, LongestReason)];
        return -1;
    }
}
