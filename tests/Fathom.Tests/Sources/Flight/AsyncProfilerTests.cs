using System.IO.Compression;
using Fathom.Accounting.Profiles;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Profiles;
using Fathom.Tests.Sources.Profiles;

namespace Fathom.Tests.Sources.Flight;

/// <summary>Recordings of async-profiler 4.5 beside the sums of its own converter (tests/profiles.sh).</summary>
public sealed class AsyncProfilerTests
{
    [Theory]
    [InlineData("all")]
    [InlineData("nofree")]
    public void Sums_are_those_of_jfrconv(string name)
    {
        AllocationProfile profile = SavedProfiles.Profile($"asprof.{name}.jfr.gz");

        Assert.Equal(SamplingKind.All, profile.Sampling.Kind);
        Assert.Equal((Said(name, "all"), Said(name, "--leak --tail 0"), Said(name, "--leak")),
            (Total(profile, "alloc_space"), Total(profile, "inuse_space"), Total(profile, "leak_space")));
        Assert.True(Total(profile, "leak_objects") is > 60 and var leaked && leaked < Total(profile, "inuse_objects"));
    }

    [Fact]
    public void Without_frees_that_is_told() =>
        Assert.Equal(Fathom.Evidence.Gaps.RecordingNoFrees.Id, Assert.Single(SavedProfiles.Of(SavedProfiles.Read("asprof.nofree.jfr.gz")).Gaps).Id);

    /// <summary>The converter adds up the sizes of what was sampled; the program is the same one whose every block is known.</summary>
    [Fact]
    public void Samples_stand_for_all_of_it()
    {
        AllocationProfile profile = SavedProfiles.Profile("asprof.sampled.jfr.gz");
        ProfileMoment estimate = SavedProfiles.Report(new ProfileQuestion { Column = "alloc_space" }, profile).Moments[0];
        ProfileColumn[] columns = [.. profile.Columns];
        long raw = 0;
        for (int i = 0; i < profile.Samples.Count; i++)
            raw += profile.Samples.Of(i)[Array.IndexOf(columns, ProfileColumn.AllocatedBytes)];

        Assert.Equal(new ProfileSampling(SamplingKind.EveryNth, 64 * 1024, false), profile.Sampling);
        Assert.Equal(Said("sampled", "all"), raw);
        Assert.True(estimate.Error > 0);
        Assert.InRange(Said("all", "all"), estimate.Total - estimate.Error, estimate.Total + estimate.Error);
    }

    /// <summary>Stack by stack; the converter marks how frames ran, in names of Java too.</summary>
    [Fact]
    public void Stacks_are_those_of_jfrconv()
    {
        ProfileQuestion question = new() { Column = "alloc_space", KeepsAllocator = true };
        Dictionary<string, long> ours = Stacks(SavedProfiles.Profile("asprof.all.jfr.gz"), question);
        Dictionary<string, long> theirs = Stacks(SavedProfiles.Profile("asprof.all.collapsed.gz"), new ProfileQuestion { KeepsAllocator = true });

        Assert.Contains(ours.Keys, stack => stack.StartsWith("java.lang.Thread.run;", StringComparison.Ordinal) || stack.Contains("NativeShop.buffers;", StringComparison.Ordinal));
        Assert.Equal(theirs.OrderBy(each => each.Key, StringComparer.Ordinal), ours.OrderBy(each => each.Key, StringComparer.Ordinal));
    }

    /// <summary>Where the form has no libraries, too.</summary>
    [Fact]
    public void Its_own_hooks_are_nobodys_fault()
    {
        Dictionary<string, (long Flat, long)> recording = SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion { Column = "alloc_space" }, SavedProfiles.Profile("asprof.all.jfr.gz")));
        Dictionary<string, (long Flat, long)> stacks = SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion(), SavedProfiles.Profile("asprof.all.collapsed.gz")));

        Assert.True(recording["deflateInit2_"].Flat > 20_000_000);
        Assert.Equal(recording["deflateInit2_"], stacks["deflateInit2_"]);
    }

    [Fact]
    public void How_a_frame_ran_is_no_part_of_its_name() =>
        Assert.Equal((7L, 7L), SavedProfiles.Rows(SavedProfiles.Report(new ProfileQuestion(), SavedProfiles.Of("a;b_[j] 2\na;b_[i] 1\nk_[k];b_[0] 3\na;b 1\n")))["b"]);

    [Fact]
    public void Damaged_recordings_do_no_harm()
    {
        using MemoryStream plain = new();
        using (GZipStream packed = new(new MemoryStream(SavedProfiles.Read("asprof.sampled.jfr.gz")), CompressionMode.Decompress))
            packed.CopyTo(plain);
        byte[] real = plain.ToArray();
        Random random = new(11);
        for (int i = 0; i < 600; i++)
        {
            byte[] damaged = i % 3 == 0 ? real[..random.Next(real.Length)] : [.. real];
            for (int changes = random.Next(1, 6); changes > 0; changes--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Parsed<AllocationProfile> parsed = FlightProfile.Read(new MemoryStream(damaged), "f");
            SavedProfiles.Report(new ProfileQuestion(), parsed.Value);
        }
    }

    static Dictionary<string, long> Stacks(AllocationProfile profile, ProfileQuestion question)
    {
        using StringWriter written = new() { NewLine = "\n" };
        Fathom.Views.Profiles.CollapsedText.Write(SavedProfiles.Report(question, profile), written);
        return written.ToString().TrimEnd('\n').Split('\n')
            .ToDictionary(line => line[..line.LastIndexOf(' ')], line => long.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }

    static double Total(AllocationProfile profile, string column) => SavedProfiles.Report(new ProfileQuestion { Column = column }, profile).Moments[0].Total;

    static double Said(string name, string what)
    {
        string line = Assert.Single(File.ReadAllLines(SavedProfiles.At("asprof.txt")), line => line.StartsWith($"{name} {what} ", StringComparison.Ordinal) && line.Split(' ').Length == what.Split(' ').Length + 3);
        return double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
