using System.Globalization;
using System.Text;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Attach;

/// <summary>
/// One question: an operation of the attach listener and its arguments. "jcmd" is the operation that takes a whole
/// diagnostic command as its only argument; the rest are older (attachListener.cpp, AttachOperationFunctionInfo).
/// </summary>
public sealed class AttachRequest
{
    // attachListener.hpp: arg_length_max and arg_count_max of version 1; version 2 takes 256 KiB in all.
    const int LongestArgument = 1024;
    const int Version1Arguments = 3;
    const int LongestVersion2 = 256 * 1024;

    static readonly string[] Operations =
    [
        "agentProperties", "datadump", "dumpheap", "inspectheap", "jcmd", "load", "printflag", "properties", "setflag",
        "threaddump",
    ];

    AttachRequest(string operation, IReadOnlyList<string> arguments) => (Operation, Arguments) = (operation, arguments);

    public string Operation { get; }

    public IReadOnlyList<string> Arguments { get; }

    /// <summary>As a user would type it.</summary>
    public string Line => Operation == "jcmd" && Arguments is [var line] ? line : string.Join(' ', [Operation, .. Arguments]);

    /// <summary>Version 1 is understood by every JVM, and enough unless a word is long or there are many.</summary>
    public bool NeedsVersion2 =>
        Arguments.Count > Version1Arguments || Arguments.Any(word => Encoding.UTF8.GetByteCount(word) > LongestArgument);

    /// <summary>What the version 2 of this JVM (24 and later) says of itself.</summary>
    internal static AttachRequest Versions { get; } = new("getversion", ["options"]);

    public static AttachRequest Jcmd(string line) => new("jcmd", [line]);

    /// <summary>Words as given to jattach or jcmd: an operation with its arguments, else a diagnostic command.</summary>
    public static Result<AttachRequest> Of(IReadOnlyList<string> words)
    {
        string line = string.Join(' ', words);
        // A line break would make two commands of it, the second one under the first one's price tag (diagnosticFramework.cpp).
        if (words.Count == 0 || line.Any(char.IsControl))
            return Gaps.CommandHasControls.At("command");
        AttachRequest request = words[0] == "jcmd" ? Jcmd(string.Join(' ', words.Skip(1)))
            : Array.IndexOf(Operations, words[0]) >= 0 ? new(words[0], [.. words.Skip(1)])
            : Jcmd(line);
        return Encoding.UTF8.GetByteCount(line) > LongestVersion2 - 1024
            ? Gaps.CommandTooLong.At("command", null, (LongestVersion2 - 1024).ToString(CultureInfo.InvariantCulture))
            : request;
    }

    /// <summary>"1", the operation and exactly three arguments, each ended by NUL.</summary>
    public byte[] Version1() =>
        Encoding.UTF8.GetBytes(string.Concat(
            new[] { "1", Operation }.Concat(Arguments).Concat(Enumerable.Repeat("", Version1Arguments - Arguments.Count))
                .Select(word => word + "\0")));

    /// <summary>"2", the count of the bytes that follow, then as many words as there are.</summary>
    public byte[] Version2()
    {
        string rest = string.Concat(new[] { Operation }.Concat(Arguments).Select(word => word + "\0"));
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"2\0{Encoding.UTF8.GetByteCount(rest)}\0{rest}"));
    }
}
