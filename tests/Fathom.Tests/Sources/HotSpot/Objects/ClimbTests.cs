using Fathom.Evidence.Census;
using Fathom.Sources.HotSpot.Holders;

namespace Fathom.Tests.Sources.HotSpot.Objects;

public sealed class ClimbTests
{
    [Fact]
    public void Kept_is_what_a_root_leads_to_and_the_rest_is_garbage_in_any_graph()
    {
        for (int seed = 0; seed < 300; seed++)
            CheckRandom(new ObjectGraph(), new Random(seed), objects: 5 + (seed % 120), seed);
    }

    [Fact]
    public void The_same_is_kept_where_passes_leave_out_what_none_of_its_words_lead_to()
    {
        for (int seed = 0; seed < 60; seed++)
            CheckRandom(new ObjectGraph { Code = seed % 2 == 0 ? ObjectGraph.Narrow : ObjectGraph.Whole }, new Random(seed), objects: 5 + seed, seed, apart: 400_000);
    }

    /// <param name="apart">Up to so many bytes without references lie between two objects.</param>
    static void CheckRandom(ObjectGraph heap, Random random, int objects, int seed, int apart = 0, Action? meanwhile = null)
    {
        const int fields = 3;
        int plain = heap.Class("com.example.Plain", fields);
        ulong[] all = new ulong[objects];
        for (int i = 0; i < objects; i++)
        {
            if (apart > 0 && random.Next(3) == 0)
                heap.Fill(random.Next(5) == 0 ? random.Next(apart) : random.Next(apart / 8), random.Next(2) == 0 ? 0 : all[random.Next(objects)] + 8);
            all[i] = heap.Object(plain);
        }
        List<int>[] targets = [.. all.Select(_ => new List<int>())];
        for (int i = 0; i < objects; i++)
        {
            for (int field = 0; field < fields; field++)
            {
                if (random.Next(3) != 0)
                    continue;
                int to = random.Next(objects);
                targets[i].Add(to);
                heap.Refer(all[i], field, all[to]);
            }
        }
        int[] roots = [.. Enumerable.Range(0, objects).Where(_ => random.Next(20) == 0)];
        foreach (int root in roots)
            heap.Root(all[root]);
        int[] holders = [.. Enumerable.Range(0, objects).Where(_ => random.Next(4) == 0)];

        Verdict verdict = heap.Climb(holders.Select(each => (all[each], plain)), out int open, again: apart > 0, meanwhile);

        bool[] reached = Reached(targets, roots);
        Assert.Equal(int.MaxValue, open);
        foreach (int holder in holders)
        {
            HolderState state = verdict.StateOf(heap.Found.Find(all[holder]), isWhole: true);
            Assert.True((reached[holder] ? HolderState.Kept : HolderState.Garbage) == state, $"seed {seed}: {holder} is {state}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_given_another_referrer_meanwhile_is_not_called_garbage(bool isNew)
    {
        ObjectGraph heap = new();
        int plain = heap.Class("com.example.Plain", 2);
        ulong list = heap.Object(plain), old = heap.Object(plain), stream = heap.Object(plain), dropped = heap.Object(plain), idle = heap.Object(plain);
        heap.Root(list);
        heap.Root(idle);
        // As when the list had its new array before the look came to it, and the old one after.
        heap.Refer(old, 0, stream);

        Verdict verdict = heap.Climb([(stream, plain), (dropped, plain)], out _, meanwhile: () =>
        {
            ulong array = isNew ? heap.Object(plain) : idle;
            heap.Refer(list, 0, array);
            heap.Refer(array, 1, stream);
        });

        Assert.Equal(HolderState.Unknown, verdict.StateOf(heap.Found.Find(stream), isWhole: true));
        Assert.Equal(HolderState.Garbage, verdict.StateOf(heap.Found.Find(dropped), isWhole: true));
    }

    [Fact]
    public void A_last_look_at_a_heap_that_stands_still_changes_nothing()
    {
        for (int seed = 0; seed < 100; seed++)
            CheckRandom(new ObjectGraph(), new Random(seed), objects: 5 + (seed % 120), seed, meanwhile: () => { });
    }

    static bool[] Reached(List<int>[] targets, int[] roots)
    {
        bool[] reached = new bool[targets.Length];
        Stack<int> next = new(roots);
        while (next.TryPop(out int one))
        {
            if (reached[one])
                continue;
            reached[one] = true;
            targets[one].ForEach(next.Push);
        }
        return reached;
    }

    [Fact]
    public void A_long_list_is_climbed_to_its_head_whichever_way_it_lies_in_memory()
    {
        foreach (bool downwards in new[] { true, false })
        {
            ObjectGraph heap = new();
            int node = heap.Class("java.util.LinkedList$Node", 1);
            ulong[] all = [.. Enumerable.Range(0, 50).Select(_ => heap.Object(node))];
            if (downwards)
                Array.Reverse(all);
            for (int i = 0; i + 1 < all.Length; i++)
                heap.Refer(all[i], 0, all[i + 1]);
            heap.Root(all[0]);

            Verdict verdict = heap.Climb([(all[^1], node)], out _);

            Assert.Equal(HolderState.Kept, verdict.StateOf(heap.Found.Find(all[^1]), isWhole: true));
        }
    }

    [Fact]
    public void A_cleaner_keeps_its_action_only_as_long_as_what_it_watches()
    {
        foreach (bool dropped in new[] { true, false })
        {
            ObjectGraph heap = new();
            int action = heap.Class("java.nio.DirectByteBuffer$Deallocator", 0), buffer = heap.Class("java.nio.DirectByteBuffer", 1);
            int cleaner = heap.Class("jdk.internal.ref.Cleaner", 2, one => one with { IsPhantom = true, References = [16], ReferentAt = 24 });
            int holder = heap.Class("com.example.Cache", 1);
            ulong list = heap.Object(cleaner), deallocator = heap.Object(action), watched = heap.Object(buffer), cache = heap.Object(holder);
            heap.Refer(list, 0, deallocator);
            heap.Refer(list, 1, watched);
            heap.Refer(watched, 0, list);
            if (!dropped)
                heap.Refer(cache, 0, watched);
            heap.Root(list);
            heap.Root(cache);

            Verdict verdict = heap.Climb([(deallocator, action), (watched, buffer)], out _);

            HolderState expected = dropped ? HolderState.Garbage : HolderState.Kept;
            Assert.Equal(expected, verdict.StateOf(heap.Found.Find(deallocator), isWhole: true));
            Assert.Equal(expected, verdict.StateOf(heap.Found.Find(watched), isWhole: true));
        }
    }

    [Fact]
    public void A_phantom_reference_with_an_address_of_its_own_has_it_for_what_it_watches()
    {
        ObjectGraph heap = new();
        int plain = heap.Class("com.example.Resource", 0);
        int phantom = heap.Class("com.example.Reaper", 1, one => one with { IsPhantom = true, References = [], ReferentAt = 16 });
        ulong reaper = heap.Object(phantom), other = heap.Object(phantom), resource = heap.Object(plain), gone = heap.Object(plain);
        heap.Refer(reaper, 0, resource);
        heap.Refer(other, 0, gone);
        heap.Root(reaper);
        heap.Root(other);
        heap.Root(resource);

        Verdict verdict = heap.Climb([(reaper, phantom), (other, phantom)], out _);

        Assert.Equal(HolderState.Kept, verdict.StateOf(heap.Found.Find(reaper), isWhole: true));
        Assert.Equal(HolderState.Garbage, verdict.StateOf(heap.Found.Find(other), isWhole: true));
    }

    [Fact]
    public void Where_not_all_was_read_nothing_is_garbage()
    {
        ObjectGraph heap = new();
        int plain = heap.Class("com.example.Plain", 0);
        ulong one = heap.Object(plain);

        Verdict verdict = heap.Climb([(one, plain)], out _);

        Assert.Equal(HolderState.Unknown, verdict.StateOf(heap.Found.Find(one), isWhole: false));
    }
}
