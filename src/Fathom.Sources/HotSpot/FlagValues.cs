using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.HotSpot;

/// <summary>Flags as evidence, with their values as `VM.flags -all` prints them and who set them.</summary>
static class FlagValues
{
    const int LongestText = 256;

    /// <summary>JVMFlagOrigin (runtime/flags/jvmFlag.hpp); the numbers are the same from JDK 8 to 25.</summary>
    static readonly string[] Origins =
        ["default", "command line", "environment", "config file", "management", "ergonomic", "attach", "internal", "jimage"];

    const int Ergonomic = 5;
    const uint OriginMask = 15; // VALUE_ORIGIN_MASK
    const uint SetOnCommandLine = 1 << 17; // WAS_SET_ON_COMMAND_LINE

    /// <summary>In the order of <see cref="MemoryFlags"/>, then what somebody has set, by name.</summary>
    public static IReadOnlyList<VmFlag> Read(Vm vm, VmFlags flags)
    {
        FlagTypes types = new(flags, vm.Memory);
        string[] names = [.. MemoryFlags.Names.Where(flags.Places.ContainsKey), .. Others(flags, types)];
        Address[] places = [.. names.Select(name => flags.Places[name].Value)];
        byte[] words = new byte[8 * names.Length];
        bool[] read = new bool[names.Length];
        vm.Memory.ReadEach(places, 8, words, read);
        List<VmFlag> values = new(names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            FlagPlace place = flags.Places[names[i]];
            FlagType type = types.Of(place);
            if (read[i] && Text(vm, type, MemoryMarshal.Read<ulong>(words.AsSpan(i * 8))) is { } value)
                values.Add(new VmFlag(names[i], value, FlagTypes.Word(type), null, Origin(place.Bits)));
        }
        return values;
    }

    /// <summary>Texts among them may be secrets (OnError="curl …"), so only switches and numbers are taken.</summary>
    static IEnumerable<string> Others(VmFlags flags, FlagTypes types) =>
        flags.Places.Where(each => (each.Value.Bits & OriginMask) is not 0 and not Ergonomic && types.Of(each.Value) < FlagType.Ccstr)
            .Select(each => each.Key).Except(MemoryFlags.Names).Order(StringComparer.Ordinal);

    static string? Text(Vm vm, FlagType type, ulong word) => type switch
    {
        FlagType.Bool => (word & 0xff) switch { 0 => "false", 1 => "true", _ => null },
        FlagType.Int => unchecked((int)(uint)word).ToString(CultureInfo.InvariantCulture),
        FlagType.Uint => unchecked((uint)word).ToString(CultureInfo.InvariantCulture),
        FlagType.Intx => unchecked((long)word).ToString(CultureInfo.InvariantCulture),
        FlagType.Uintx or FlagType.Uint64 or FlagType.SizeT => word.ToString(CultureInfo.InvariantCulture),
        FlagType.Double when double.IsFinite(BitConverter.UInt64BitsToDouble(word)) =>
            BitConverter.UInt64BitsToDouble(word).ToString("F6", CultureInfo.InvariantCulture),
        FlagType.Ccstr => word == 0 ? "" : VmMemory.AsPointer(word) is { } at ? Words(vm, at) : null,
        _ => null,
    };

    /// <summary>The value of a text may lie anywhere and change: read as it is, and only if it is plain.</summary>
    static string? Words(Vm vm, Address at)
    {
        Span<byte> text = stackalloc byte[LongestText];
        int end = text[..vm.Memory.Read(at, text)].IndexOf((byte)0);
        if (end < 0)
            return null;
        text = text[..end];
        return text.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? null : System.Text.Encoding.ASCII.GetString(text);
    }

    static string? Origin(uint bits)
    {
        uint origin = bits & OriginMask;
        if (origin >= Origins.Length)
            return null;
        return origin == Ergonomic && (bits & SetOnCommandLine) != 0 ? "command line, ergonomic" : Origins[origin];
    }
}
