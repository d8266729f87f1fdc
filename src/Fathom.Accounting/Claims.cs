using Fathom.Accounting.Malloc;
using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>Everything that anybody says about who owns what.</summary>
static class Claims
{
    /// <summary>Owners of stretches of the address space, in order; NMT's word, where it was asked for, is the last.</summary>
    public static List<Owners.Stretch> Settled(Snapshot snapshot)
    {
        List<Owners.Stretch> rules = NmtRuling.Of(snapshot.JvmState);
        List<Claim> claims = Of(snapshot);
        if (rules.Count == 0)
            return Owners.Settle(claims);
        List<Claim> left = claims.FindAll(claim => !IsGuessOfJvm(claim));
        foreach (Claim guess in claims.Where(IsGuessOfJvm))
            left.AddRange(NmtRuling.Leaves(guess, rules));
        return NmtRuling.Apply(Owners.Settle(left), rules);
    }

    static bool IsGuessOfJvm(Claim claim) =>
        claim.Precedence == Precedence.Inferred && claim.Account.StartsWith("java/", StringComparison.Ordinal);

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
            foreach (AddressRange taken in image.Taken)
                claims.Add(new(taken, Accounts.Library(image.Name), "link map", Precedence.ZeroFill));
        }
        claims.AddRange(MallocClaims.Of(snapshot));
        claims.AddRange(ArenaShapes.Of(snapshot));
        AddStacks(snapshot, claims);
        foreach (JvmRange range in snapshot.JvmState?.Ranges ?? [])
            claims.Add(OfJvm(range, snapshot.JvmState!));
        return claims;
    }

    /// <summary>
    /// A stack is what the thread's own mark or pointer says; where it shows neither (it runs, and something was merged on
    /// top of its stack), what the JVM's list says of it.
    /// </summary>
    static void AddStacks(Snapshot snapshot, List<Claim> claims)
    {
        Dictionary<int, JavaThread> javaThreads = [];
        foreach (JavaThread thread in snapshot.JvmState?.Threads ?? [])
            javaThreads.TryAdd(thread.Tid, thread);
        foreach (ThreadStack thread in snapshot.Threads)
        {
            if (thread.Stack is { } stack)
                claims.Add(javaThreads.Remove(thread.Tid, out JavaThread? java)
                    ? new(stack, Accounts.JavaStack(java.Name ?? thread.Name), "thread list", Precedence.JavaStack)
                    : new(stack, Accounts.NativeStack(thread.Name), "thread", Precedence.Stack));
        }
        AddressRange[] known = [.. snapshot.Threads.Select(thread => thread.Stack).OfType<AddressRange>().OrderBy(stack => stack.Start)];
        Address[] starts = [.. known.Select(stack => stack.Start)];
        foreach (JavaThread java in javaThreads.Values)
        {
            if (java is { Stack: { } stack, Name: { } name } && !Overlaps(known, starts, stack))
                claims.Add(new(stack, Accounts.JavaStack(name), "thread list", Precedence.JavaStack));
        }
    }

    static bool Overlaps(AddressRange[] sorted, Address[] starts, AddressRange range)
    {
        int index = Array.BinarySearch(starts, range.Start);
        index = index >= 0 ? index : ~index;
        return (index < sorted.Length && sorted[index].Overlaps(range)) || (index > 0 && sorted[index - 1].Overlaps(range));
    }

    /// <summary>The reserved heap stands behind its spaces: what no space holds any more is on its own account.</summary>
    static Claim OfJvm(JvmRange range, JvmState jvm) => new(
        range.Range, Accounts.Jvm(range.Part, range.Name), range.Inferred ? "inferred" : range.Command ?? "vmStructs",
        range.Inferred ? Precedence.Inferred : range.Range == jvm.Heap ? Precedence.JvmHeap : Precedence.JvmPart);
}
