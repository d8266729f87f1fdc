using Fathom.Evidence;
using Fathom.Sources.Bundle.Stored;

namespace Fathom.Tests.Sources.Bundle;

public sealed class StoredSnapshotTests
{
    [Fact]
    public void Every_property_of_every_record_comes_back() => Law.Holds(random =>
    {
        Snapshot snapshot = Filled.Make<Snapshot>(random);
        Assert.Null(Filled.Difference(snapshot, Read(Written(snapshot)).Value, "snapshot"));
    }, times: 20);

    [Fact]
    public void Absent_ones_stay_absent()
    {
        Snapshot empty = new() { TakenAt = DateTimeOffset.UnixEpoch, Target = new Target(), Cost = Cost.None };
        Snapshot read = Read(Written(empty)).Value;
        Assert.Null(Filled.Difference(empty, read, "snapshot"));
        Assert.Null(read.Pages);
        Assert.Null(read.Usage);
        Assert.Null(read.Census);
    }

    [Fact]
    public void A_filled_one_differs_from_another_in_each_property()
    {
        // What compares must be able to see: two made of other numbers are not the same anywhere.
        Snapshot one = Filled.Make<Snapshot>(new Random(1)), other = Filled.Make<Snapshot>(new Random(2));
        Assert.NotNull(Filled.Difference(one, other, "snapshot"));
        Assert.NotNull(Filled.Difference(one, one with { Census = null }, "snapshot"));
        Assert.NotNull(Filled.Difference(one, one with { Gaps = [.. one.Gaps, one.Gaps[0]] }, "snapshot"));
    }

    [Fact]
    public void What_an_older_fathom_did_not_know_has_its_default()
    {
        Gap read = Stored<Gap>(to => to.Record(new object(), (each, it) => { each.Text("id"); each.Text("what"); return it!; }), Forms.Gap);
        Assert.Equal(("id", "what", "", null, ""), (read.Id, read.What, read.Where, read.Errno, read.Try));
    }

    [Fact]
    public void What_a_newer_fathom_adds_is_passed_over()
    {
        Gap read = Stored<Gap>(to => to.Record(new object(), (each, it) =>
        {
            foreach (string text in (string[])["id", "what", "where"])
                each.Text(text);
            each.TextOrNull(null);
            each.Text("so");
            each.Text("try");
            each.Int(0); // the part of the look
            // Of another time:
            each.Long(-5);
            each.List<Bytes>([new(1), new(2)], (inner, bytes) => inner.Bytes(bytes));
            each.Texts(["a", "b"]);
            each.Text(new string('x', 100_000));
            return it!;
        }), Forms.Gap);
        Assert.Equal(("id", "what", "where", "so", "try"), (read.Id, read.What, read.Where, read.So, read.Try));
    }

    [Fact]
    public void A_limit_may_be_anything_and_a_size_may_not()
    {
        // mallopt(M_TRIM_THRESHOLD, -1) is how trimming is turned off.
        Snapshot made = Filled.Make<Snapshot>(new Random(11));
        Snapshot off = made with { MallocState = made.MallocState! with { Parameters = made.MallocState.Parameters! with { TrimThreshold = new(-1), MmapThreshold = new(long.MaxValue) } } };
        Assert.Null(Filled.Difference(off, Read(Written(off)).Value, "snapshot"));
        Assert.False(Read(Written(made with { Cost = made.Cost with { MemoryRead = new(-1) } })).Ok);
        Assert.False(Read(Written(made with { Cost = made.Cost with { MemoryRead = new(long.MaxValue) } })).Ok);
    }

    [Fact]
    public void Damage_is_a_gap_and_no_exception()
    {
        byte[] bytes = Written(Filled.Make<Snapshot>(new Random(7)));
        Random random = new(3);
        for (int i = 0; i < 3000; i++)
            _ = Read(Damaged(bytes, random)).Ok;
        for (int length = 0; length < bytes.Length; length += 7)
            Assert.False(Read(bytes[..length]).Ok);
    }

    [Fact]
    public void A_list_that_claims_to_be_endless_takes_no_memory()
    {
        // A record of texts: its list says 2^63 - 1, and there is nothing behind it.
        byte[] bytes = [Wire.Record, Wire.Long << Wire.KindBits | Wire.List, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F];
        Assert.False(StorageReader.Read<object>(new MemoryStream(bytes), (to, it) => { to.Texts([]); return new(); }, "x").Ok);
    }

    static byte[] Damaged(byte[] bytes, Random random)
    {
        byte[] damaged = [.. bytes];
        for (int changes = random.Next(1, 5); changes > 0; changes--)
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        return damaged;
    }

    static T Stored<T>(Action<Storage> write, Func<Storage, T?, T> form)
        where T : class
    {
        using MemoryStream to = new();
        using (StorageWriter writer = new(to))
            write(writer);
        return StorageReader.Read(new MemoryStream(to.ToArray()), form, "x").Value;
    }

    internal static byte[] Written(Snapshot snapshot)
    {
        using MemoryStream to = new();
        using (StorageWriter writer = new(to))
            writer.Record(snapshot, Forms.Snapshot);
        return to.ToArray();
    }

    static Result<Snapshot> Read(byte[] bytes) => StorageReader.Read<Snapshot>(new MemoryStream(bytes), Forms.Snapshot, "x");
}
