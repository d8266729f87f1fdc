using Fathom.Evidence;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Sources.HotSpot.Attach;

namespace Fathom.Cli.Commands;

/// <summary>How a JVM is asked for NMT's figures: exact ones, which JDK 8 has not.</summary>
static class NmtRequests
{
    public static AttachRequest Flags { get; } = AttachRequest.Jcmd("VM.flags");

    public static AttachRequest Summary { get; } = AttachRequest.Jcmd("VM.native_memory summary scale=1");

    public static AttachRequest Detail { get; } = AttachRequest.Jcmd("VM.native_memory detail scale=1");

    /// <summary>"off", "summary" or "detail"; null where no flag says it, which means off.</summary>
    public static string? Level(ReadOnlySpan<byte> flags) => VmFlagsText.Parse(flags, "VM.flags").Value["NativeMemoryTracking"];

    /// <summary>JDK 8 counts in KB at the finest, and says so before it does any work (nmtDCmd.cpp).</summary>
    public static Result<byte[]> Ask(Asking asking, AttachRequest request)
    {
        Result<byte[]> exact = asking.Text(request);
        return exact.Ok && exact.Value.AsSpan().IndexOf("Incorrect scale value"u8) >= 0
            ? asking.Text(AttachRequest.Jcmd(request.Line.Replace("scale=1", "scale=KB", StringComparison.Ordinal)))
            : exact;
    }
}
