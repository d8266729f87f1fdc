using System.Buffers.Binary;
using Fathom.Sources.Kernel;

namespace Fathom.Tests.Sources.Kernel;

/// <summary>A record as perf_event_open(2) describes it.</summary>
static class MadeRecord
{
    internal const SampleParts CallParts =
        SampleParts.Identifier | SampleParts.Tid | SampleParts.Time | SampleParts.CallChain | SampleParts.Raw | SampleParts.UserRegisters | SampleParts.UserStack;

    internal static byte[] Whole(uint type, byte[] body)
    {
        byte[] record = new byte[8 + body.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(record, type);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(6), (ushort)record.Length);
        body.CopyTo(record, 8);
        return record;
    }

    /// <param name="registers">DX, SI, DI, BP, SP, IP, R8, R10.</param>
    internal static byte[] Call(int number, long result, ulong[] registers, int pid = 7, int tid = 8, ulong time = 9, ulong[]? chain = null, byte[]? stack = null)
    {
        chain ??= [unchecked((ulong)-512), registers[5], 0x1234];
        stack ??= [];
        using MemoryStream body = new();
        using BinaryWriter to = new(body);
        to.Write(77UL);
        to.Write(pid);
        to.Write(tid);
        to.Write(time);
        to.Write((ulong)chain.Length);
        foreach (ulong each in chain)
            to.Write(each);
        to.Write(28);
        to.Write(0L);
        to.Write((long)number);
        to.Write(result);
        to.Write(0);
        to.Write(2UL);
        foreach (ulong register in registers)
            to.Write(register);
        to.Write((ulong)stack.Length);
        to.Write(stack);
        if (stack.Length > 0)
            to.Write((ulong)stack.Length);
        return Whole(PerfRecord.Sample, body.ToArray());
    }
}
