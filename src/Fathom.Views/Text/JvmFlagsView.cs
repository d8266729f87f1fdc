using System.Globalization;
using Fathom.Evidence.HotSpot;

namespace Fathom.Views.Text;

/// <summary>Flags that matter for memory: what somebody set, then what the JVM chose, then the sizes it goes by.</summary>
static class JvmFlagsView
{
    /// <summary>Of the defaults only these are worth a line; JSON has all.</summary>
    static readonly string[] Shown =
    [
        "MaxHeapSize", "InitialHeapSize", "MaxMetaspaceSize", "CompressedClassSpaceSize", "ReservedCodeCacheSize",
        "ThreadStackSize", "MaxDirectMemorySize", "NativeMemoryTracking",
    ];

    public static void Write(IReadOnlyList<VmFlag> flags, int columns, TextWriter to)
    {
        WriteGroup("Set", flags.Where(flag => flag.Origin is not (null or "default" or "ergonomic")), columns, to);
        WriteGroup("Chosen by the JVM", flags.Where(flag => flag.Origin == "ergonomic"), columns, to);
        WriteGroup("Default", flags.Where(flag => flag.Origin is null or "default" && Array.IndexOf(Shown, flag.Name) >= 0), columns, to);
    }

    static void WriteGroup(string title, IEnumerable<VmFlag> flags, int columns, TextWriter to)
    {
        const string indent = "    ";
        string line = "  " + title + ":";
        bool any = false;
        foreach (string text in flags.Select(Text))
        {
            if (line.Length + 1 + text.Length > columns)
            {
                to.WriteLine(line);
                line = indent[1..];
            }
            line += " " + text;
            any = true;
        }
        if (any)
            to.WriteLine(line);
    }

    /// <summary>As one would write it for -XX:, sizes with their unit.</summary>
    static string Text(VmFlag flag) => Printable.Of(flag.Value switch
    {
        "true" => "+" + flag.Name,
        "false" => "-" + flag.Name,
        // "No limit of its own": then the heap's maximum counts (jdk/internal/misc/VM.java, saveProperties).
        "0" when flag.Name == "MaxDirectMemorySize" => flag.Name + "=MaxHeapSize",
        _ => flag.Name + "=" + Size(flag),
    });

    static string Size(VmFlag flag)
    {
        bool inKiB = flag.Name is "ThreadStackSize" or "CompilerThreadStackSize" or "VMThreadStackSize";
        if (!ulong.TryParse(flag.Value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value))
            return flag.Value;
        if (value > long.MaxValue / 2)
            return "unlimited";
        ulong bytes = inKiB && value < 1 << 30 ? value * 1024 : value;
        return bytes switch
        {
            0 => "0",
            _ when bytes % (1 << 30) == 0 => Short(bytes >> 30, "g"),
            _ when bytes % (1 << 20) == 0 => Short(bytes >> 20, "m"),
            _ when bytes % (1 << 10) == 0 && (inKiB || bytes >= 64 * 1024) => Short(bytes >> 10, "k"),
            _ => flag.Value,
        };
    }

    static string Short(ulong number, string unit) => number.ToString(CultureInfo.InvariantCulture) + unit;
}
