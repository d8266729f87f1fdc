using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Attach;

/// <summary>
/// What each command costs the JVM, by what it was measured or read to do in JDK 8 to 25 (diagnosticCommand.cpp). A
/// command that is not here is as dear as the JVM's own `help` says.
/// </summary>
public static class CommandPrices
{
    const string Symbols = "4-5 MB the first time (libjvm's symbol tables, in malloc)";
    const string Stop = "all threads stop, ";

    /// <summary>A row holds where none of the words is foreign to <see cref="OnlyWith"/>; the first one that holds counts.</summary>
    sealed record Row(string Name, ActWeight Weight, string Does, string Pause = "none", string Disk = "none", string Leaves = "nothing")
    {
        /// <summary>Null: with any words. An ending of '=' takes any value.</summary>
        public string[]? OnlyWith { get; init; }

        /// <summary>A word without which the command does something dearer.</summary>
        public string? Needs { get; init; }

        public bool Holds(string name, IEnumerable<string> words) =>
            (name == Name || (Name.EndsWith('*') && name.StartsWith(Name[..^1], StringComparison.Ordinal)))
            && (Needs is null || words.Any(word => word == Needs || word == Needs + "=true"))
            && (OnlyWith is null || words.All(word => OnlyWith.Any(known =>
                known.EndsWith('=') ? word.StartsWith(known, StringComparison.Ordinal) : word == known)));
    }

    static readonly Row[] Rows =
    [
        .. Small("help", "VM.version", "VM.uptime", "VM.flags", "VM.command_line", "VM.system_properties", "VM.dynlibs",
            "GC.heap_info", "Compiler.codecache", "Compiler.queue", "Compiler.memory", "JFR.check",
            "ManagementAgent.status", "properties", "agentProperties", "printflag"),
        new("VM.native_memory", ActWeight.Small, "adds up NMT")
            { OnlyWith = ["summary", "summary=true", "summary.diff", "summary.diff=true", "scale="] },
        new("VM.native_memory", ActWeight.Dear, "lists NMT's memory map and call sites", Leaves: Symbols)
            { Needs = "detail", OnlyWith = ["detail", "detail=true", "scale="] },
        new("VM.native_memory", ActWeight.Dear, "lists NMT by call site, or replaces the JVM's only baseline", Leaves: Symbols),
        new("VM.metaspace", ActWeight.Small, "adds up metaspace") { Needs = "basic", OnlyWith = ["basic", "basic=true", "scale="] },
        new("VM.metaspace", ActWeight.Dear, "walks all class loaders", Stop + "longer with more loaders"),
        new("VM.info", ActWeight.Dear, "writes a crash report without a crash", Stop + "some ms", Leaves: Symbols),
        new("GC.class_histogram", ActWeight.Dear, "counts all objects", Stop + "about 1 s a GiB of heap")
            { Needs = "-all", OnlyWith = ["-all", "-all=true", "-parallel="] },
        new("GC.class_histogram", ActWeight.Dear, "makes a full GC and counts the live objects", Stop + "full GC and about 1 s a GiB"),
        new("inspectheap", ActWeight.Dear, "counts all objects", Stop + "about 1 s a GiB of heap") { Needs = "-all", OnlyWith = ["-all"] },
        new("inspectheap", ActWeight.Dear, "makes a full GC and counts the live objects", Stop + "full GC and about 1 s a GiB"),
        new("GC.finalizer_info", ActWeight.Small, "counts by class what waits to be finalized", "the finalizer thread, some ms"),
        new("GC.run", ActWeight.Dear, "makes a full GC", Stop + "or concurrent, by collector"),
        new("GC.run_finalization", ActWeight.Dear, "runs the application's finalizers"),
        new("GC.heap_dump", ActWeight.Dear, "writes the heap to a file of the target's", Stop + "for the whole dump", "as much as the heap"),
        new("dumpheap", ActWeight.Dear, "writes the heap to a file of the target's", Stop + "for the whole dump", "as much as the heap"),
        new("Thread.print", ActWeight.Dear, "walks all stacks", Stop + "1-80 ms by their number and depth"),
        new("threaddump", ActWeight.Dear, "walks all stacks", Stop + "1-80 ms by their number and depth"),
        new("Thread.dump_to_file", ActWeight.Dear, "writes all stacks to a file of the target's", "short", "some KB a thread"),
        new("VM.class*", ActWeight.Dear, "walks all class loaders", Stop + "longer with more classes"),
        new("VM.systemdictionary", ActWeight.Dear, "walks the dictionary of classes", Stop + "some ms"),
        new("VM.symboltable", ActWeight.Dear, "walks the symbol table", Stop + "some ms"),
        new("VM.stringtable", ActWeight.Dear, "walks the string table", Stop + "some ms"),
        new("Compiler.CodeHeap_Analytics", ActWeight.Dear, "walks the code cache", "compilers wait"),
        new("System.trim_native_heap", ActWeight.Dear, "gives free malloc memory back", "each arena locked, ms a GiB"),
        new("System.*", ActWeight.Dear, "lists its own memory", "mmap lock held, about 10 ms a GiB"),
        new("JFR.*", ActWeight.Dear, "works on a flight recording", "2 s at the first start", "recordings", "20-30 MB and 3 threads"),
        new("ManagementAgent.*", ActWeight.Dear, "changes its management port", Leaves: "15-27 MB, 2 threads, an open port"),
        new("load", ActWeight.Dear, "loads a library into the JVM and runs it", "as its code does", Leaves: "the library's code, for good"),
        new("JVMTI.agent_load", ActWeight.Dear, "loads a library into the JVM and runs it", "as its code does", Leaves: "the library's code, for good"),
        new("JVMTI.data_dump", ActWeight.Dear, "prints all threads into the application's output", Stop + "some ms"),
        new("datadump", ActWeight.Dear, "prints all threads into the application's output", Stop + "some ms"),
        new("setflag", ActWeight.Dear, "changes a flag of the running JVM", Leaves: "the changed flag"),
        new("VM.set_flag", ActWeight.Dear, "changes a flag of the running JVM", Leaves: "the changed flag"),
        new("VM.log", ActWeight.Dear, "changes what the JVM logs", Leaves: "the changed configuration"),
        new("Compiler.perfmap", ActWeight.Dear, "writes a map of the code cache to a file of the target's", Disk: "about 100 bytes a method"),
        new("Compiler.directives_*", ActWeight.Dear, "changes the compiler's directives", Leaves: "the changed directives"),
    ];

    /// <summary>Null where the command is not known here.</summary>
    public static PriceTag? Of(AttachRequest request)
    {
        string[] words = request.Line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Row? row = words is [var name, .. var rest] ? Rows.FirstOrDefault(each => each.Holds(name, rest)) : null;
        return row is null ? null : new PriceTag(row.Does, row.Weight, row.Pause, Cpu(row), row.Disk, row.Leaves);
    }

    /// <summary>By what the JVM's help says of a command that is not known here; one that it has not got only fails.</summary>
    public static PriceTag ByHelp(string? help)
    {
        if (help is null || help.Contains("No such command", StringComparison.Ordinal))
            return new("is known neither here nor to the JVM", ActWeight.Small, "none", "< 1 ms", "none", "nothing");
        string impact = HelpText.Impact(help) ?? "unknown";
        return impact == "Low"
            ? new("has low impact, its help says", ActWeight.Small, "none", "little", "not known", "not known")
            : new($"has {impact.ToLowerInvariant()} impact, its help says", ActWeight.Dear, "not known", "not known", "not known", "not known");
    }

    static string Cpu(Row row) => row.Weight == ActWeight.Small ? "about 1 ms" : "as long as it takes";

    static IEnumerable<Row> Small(params string[] names) => names.Select(name => new Row(name, ActWeight.Small, "reads what it has at hand"));
}
