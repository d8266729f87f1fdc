using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Tests;

namespace Fathom.Live.Tests.Accounting;

/// <summary>Stacks against pthread_getattr_np of the threads themselves.</summary>
[Collection("C programs")]
public sealed class StackOwnerTests
{
    [RequiresFact("gcc")]
    public void Each_thread_has_the_stack_that_it_knows_itself()
    {
        using CTarget target = new("stacks");
        // Not stopped: a spinning thread shows no stack pointer.
        CheckStacks(target, Fathom.Sources.LiveLook.At(target.Pid, new Fathom.Sources.LookOptions()).Value);
        Snapshot snapshot = Balance.CheckStopped(target.Pid);
        CheckStacks(target, snapshot);

        Assert.Equal(2, target.All("plain").Count);
        Assert.All(target.All("plain"), plain => Owned.Fully(snapshot, plain, Accounts.Unexplained));
        foreach (string kind in (string[])["sleeps", "small", "joined", "spins", "given"])
            Assert.Contains(Ledger.Of(snapshot).Lines, line => line.Account == "stacks/native/" + kind);
    }

    static void CheckStacks(CTarget target, Snapshot snapshot)
    {
        IReadOnlyList<(string Name, AddressRange Range)> said = target.Starting("sleeps", "small", "joined", "spins", "hidden", "given");
        Assert.Equal(7, said.Count);
        foreach ((string name, AddressRange stack) in said)
        {
            int tid = int.Parse(name[(name.IndexOf('.') + 1)..], CultureInfo.InvariantCulture);
            ThreadStack thread = snapshot.Threads.Single(each => each.Tid == tid);
            // It runs, so it shows no stack pointer, and its mapping does not end where its stack does: nobody can know.
            if (thread is { Name: "hidden", Stack: null })
                continue;
            Assert.Equal((name, stack.End), (name, thread.Stack?.End));
            // The guard below belongs to the block, and holds no page.
            Assert.InRange(stack.Start - thread.Stack!.Value.Start, 0, Bytes.PageSize);
        }
        Assert.Contains(snapshot.Threads, thread => thread.Tid == target.Pid
            && thread.Stack == snapshot.Mappings.Single(mapping => mapping.Name == "[stack]").Range);
    }
}
