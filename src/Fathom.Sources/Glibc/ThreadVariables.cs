using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Glibc;

/// <summary>
/// A thread's own variables, which lie below its struct pthread: one variable at the same distance in all threads.
/// Which distance depends on the libraries, so what is wanted is found by what is there.
/// </summary>
sealed class ThreadVariables(IMemory memory)
{
    // The variables of the libraries that are loaded at the start: a JVM's take 1-2 KiB.
    const int Farthest = 8 * 1024;

    public const int Count = Farthest / 8;

    readonly byte[] _window = new byte[Farthest];

    /// <summary>The words below the block, page by page: those far below may never have been written to, or not be there.</summary>
    public ReadOnlySpan<ulong> Below(Address block)
    {
        _window.AsSpan().Clear();
        ulong end = block.Value;
        for (int left = end > Farthest ? Farthest : 0; left > 0;)
        {
            int length = Math.Min(left, (int)((end - 1) % Bytes.PageSize) + 1);
            end -= (ulong)length;
            left -= length;
            memory.Read(new Address(end), _window.AsSpan(left, length));
        }
        return MemoryMarshal.Cast<byte, ulong>(_window);
    }
}
