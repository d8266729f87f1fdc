using System.Text;
using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>The names of accounts: a fixed tree with bounded leaves (docs/commands/ledger.md).</summary>
public static class Accounts
{
    public const string Unexplained = "unexplained";
    public const string MallocUnsplit = "malloc/unsplit";
    public const string MallocInUse = "malloc/in-use";
    public const string MallocUnattributed = "malloc/in-use/unattributed";
    public const string MallocTrimmable = "malloc/free/trimmable";
    public const string MallocLocked = "malloc/free/locked";
    public const string MallocCached = "malloc/cached";
    public const string MallocTop = "malloc/top";
    public const string MallocOverhead = "malloc/overhead";
    public const string Cds = "java/cds";
    public const string Jdk = "files/jdk";
    public const string Jars = "files/jars";
    public const string Deleted = "files/deleted";

    const int LongestLeaf = 60;

    public static string Library(string path) => "files/libraries/" + Leaf(FileName(path));

    /// <summary>Live blocks of a library, or of one of the JVM's memory tags.</summary>
    public static string InUse(string name) => "malloc/in-use/" + Leaf(name);

    public static string MappedFile(string path) => "files/mapped/" + Leaf(FileName(path));

    public static string Shared(string name) => "shm/" + Leaf(name);

    public static string Kernel(string part) => "kernel/" + Leaf(part);

    /// <summary>Threads of one pool are one account.</summary>
    public static string NativeStack(string threadName) => "stacks/native/" + Leaf(ThreadPattern.Of(threadName));

    /// <summary>The same for threads that run Java code.</summary>
    public static string JavaStack(string threadName) => "stacks/java/" + Leaf(ThreadPattern.Of(threadName));

    public static string Jvm(JvmPart part, string name) => part switch
    {
        JvmPart.Heap => "java/heap/" + Leaf(name),
        JvmPart.ClassSpace => "java/metaspace/class",
        JvmPart.Metaspace => "java/metaspace/nonclass",
        JvmPart.Code => "java/code/" + Leaf(name),
        JvmPart.Gc => "java/gc/" + Leaf(name),
        JvmPart.Other => "java/other/" + Leaf(name),
        _ => Cds,
    };

    public static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>A leaf is one word of the tree and safe to print: no slash, no control character, not endless.</summary>
    internal static string Leaf(string name)
    {
        StringBuilder leaf = new(Math.Min(name.Length, LongestLeaf));
        foreach (char c in name)
        {
            if (leaf.Length == LongestLeaf)
                return leaf.Append('…').ToString();
            leaf.Append(c == '/' ? '|' : char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        }
        return leaf.Length == 0 ? "?" : leaf.ToString();
    }
}
