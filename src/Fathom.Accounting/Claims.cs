using Fathom.Accounting.Malloc;
using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>Everything that anybody says about who owns what.</summary>
static class Claims
{
    public static List<Claim> Of(Snapshot snapshot)
    {
        List<Claim> claims = new(snapshot.Mappings.Count + snapshot.Threads.Count);
        MappingAccounts accounts = new(snapshot);
        foreach (Mapping mapping in snapshot.Mappings)
        {
            if (accounts.Of(mapping) is { } account)
                claims.Add(new(mapping.Range, account, "maps", Precedence.Mapping));
        }
        foreach (LoadedImage image in snapshot.Images)
        {
            foreach (AddressRange zeros in image.ZeroFill)
                claims.Add(new(zeros, Accounts.Library(image.Name), "program header", Precedence.ZeroFill));
        }
        claims.AddRange(MallocClaims.Of(snapshot));
        Dictionary<int, JavaThread> javaThreads = [];
        foreach (JavaThread thread in snapshot.JvmState?.Threads ?? [])
            javaThreads.TryAdd(thread.Tid, thread);
        foreach (ThreadStack thread in snapshot.Threads)
        {
            if (thread.Stack is { } stack)
                claims.Add(javaThreads.TryGetValue(thread.Tid, out JavaThread? java)
                    ? new(stack, Accounts.JavaStack(java.Name ?? thread.Name), "thread list", Precedence.JavaStack)
                    : new(stack, Accounts.NativeStack(thread.Name), "thread", Precedence.Stack));
        }
        foreach (JvmRange range in snapshot.JvmState?.Ranges ?? [])
            claims.Add(OfJvm(range, snapshot.JvmState!));
        return claims;
    }

    /// <summary>The reserved heap stands behind its spaces: what no space holds any more is on its own account.</summary>
    static Claim OfJvm(JvmRange range, JvmState jvm) => new(
        range.Range, Accounts.Jvm(range.Part, range.Name), range.Inferred ? "inferred" : "vmStructs",
        range.Inferred ? Precedence.Inferred : range.Range == jvm.Heap ? Precedence.JvmHeap : Precedence.JvmPart);
}
