using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Proc;

/// <summary>/proc/PID/cmdline: arguments that end in NUL each. A process may have overwritten them with anything.</summary>
public static class CommandLineText
{
    public static CommandLine Parse(ReadOnlySpan<byte> text, bool raw = false)
    {
        string[] arguments = Split(text);
        if (arguments.Length == 0)
            return new CommandLine("", "");
        string[] shown = raw ? arguments : Secrets.MaskArguments(arguments);
        int main = MainAt(arguments);
        return new CommandLine(string.Join(' ', shown), main < shown.Length ? MainName(shown, main) : FileName(shown[0]))
        {
            Program = FileName(shown[0]),
            MaxHeap = HeapOption.Find(arguments.AsSpan(0, main)),
        };
    }

    /// <summary>The same bytes without secrets.</summary>
    internal static byte[] Mask(ReadOnlySpan<byte> text)
    {
        string[] arguments = Split(text);
        return arguments.Length == 0 ? [] : System.Text.Encoding.UTF8.GetBytes(string.Join('\0', Secrets.MaskArguments(arguments)) + '\0');
    }

    static string[] Split(ReadOnlySpan<byte> text)
    {
        List<string> arguments = [];
        text = text.TrimEnd((byte)0);
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)0);
            arguments.Add(ForeignText.Decode(end < 0 ? text : text[..end]));
            text = end < 0 ? [] : text[(end + 1)..];
        }
        return [.. arguments];
    }

    /// <summary>
    /// Place of the argument that names what the java launcher would run; all that follow are the program's own. The
    /// count of arguments where none says it (an embedded JVM, an @argfile).
    /// </summary>
    static int MainAt(string[] arguments)
    {
        for (int i = 1; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (argument is "-jar" or "-m" or "--module")
                return i + 1;
            if (argument.StartsWith(ModuleOption, StringComparison.Ordinal))
                return i;
            if (TakesNext(argument))
                i++;
            else if (argument.Length > 0 && argument[0] is not ('-' or '@'))
                return i;
        }
        return arguments.Length;
    }

    static string MainName(string[] arguments, int at)
    {
        string main = arguments[at];
        if (main.StartsWith(ModuleOption, StringComparison.Ordinal))
            return main[ModuleOption.Length..];
        return arguments[at - 1] == "-jar" || main.EndsWith(".java", StringComparison.Ordinal) ? FileName(main) : main;
    }

    const string ModuleOption = "--module=";

    // Options of the java launcher whose value is an argument of its own (java(1)).
    static bool TakesNext(string option) => option is
        "-cp" or "-classpath" or "--class-path" or "-p" or "--module-path" or "--upgrade-module-path" or "--add-modules"
        or "--add-reads" or "--add-exports" or "--add-opens" or "--limit-modules" or "--patch-module" or "--source"
        or "--enable-native-access" or "--describe-module" or "-d";

    static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];
}
