using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Pods;

namespace Fathom.Tests.Sources.Formats.Pods;

public sealed class PodTextTests
{
    static Parsed<ContainerStates> Read(string name)
    {
        byte[] text = SavedTexts.Read("pods/" + name);
        return name switch
        {
            _ when name.Contains(".json", StringComparison.Ordinal) => PodJsonText.Parse(text, name),
            _ when name.Contains(".yaml", StringComparison.Ordinal) => PodYamlText.Parse(text, name),
            _ when name.Contains("table", StringComparison.Ordinal) => ContainerTableText.Parse(text, name),
            _ => PodDescriptionText.Parse(text, name),
        };
    }

    [Theory]
    [InlineData("describe-killed")]
    [InlineData("get-pod.json")]
    [InlineData("get-pod.yaml")]
    public void All_three_forms_tell_the_same_of_a_pod(string name)
    {
        Parsed<ContainerStates> parsed = Read(name);

        Assert.Empty(parsed.Gaps);
        ContainerState orders = parsed.Value.Containers[^1];
        Assert.Equal(("orders", "orders-6d4cf56db6-x2x2x", "shop", "worker-1"), (orders.Name, orders.Pod, orders.Namespace, orders.Node));
        Assert.Equal(("containerd://0a1b", "registry.example/orders:1.2", 3L), (orders.Id, orders.Image, orders.Restarts));
        Assert.Equal((Bytes.FromMiB(1500), new Bytes(1_000_000_000)), (orders.MemoryLimit!.Value.Value, orders.MemoryRequest!.Value.Value));
        Assert.Equal(("Running", false), (orders.Now!.State, orders.Now.KilledForMemory));
        Assert.Equal(("Terminated", "OOMKilled", 137), (orders.Before!.State, orders.Before.Reason, orders.Before.ExitCode));
        Assert.Contains("10:15:31", orders.Before.Finished, StringComparison.Ordinal);
        Assert.True(orders.WasKilledForMemory);
    }

    /// <summary>What tests/fixtures/pods.py said to kubectl.</summary>
    [Theory]
    [InlineData("describe")]
    [InlineData("get-pod.yaml")]
    [InlineData("get-pod.yaml-list")]
    [InlineData("get-pod.json")]
    [InlineData("get-pod.json-list")]
    public void Real_kubectl_is_read_as_its_server_said(string form)
    {
        foreach (string version in (string[])["kubectl-v1.20", "kubectl-v1.32"])
        {
            Parsed<ContainerStates> parsed = Read($"{version}/{form}");

            Assert.Empty(parsed.Gaps);
            Assert.Equal(["orders", "schema", "sidecar"], parsed.Value.Containers.Select(each => each.Name).Order());
            ContainerState orders = parsed.Value.Containers.Single(each => each.Name == "orders"), sidecar = parsed.Value.Containers.Single(each => each.Name == "sidecar");
            Assert.Equal(("orders", "orders-6d4cf56db6-x2x2x", "shop", "worker-1"), (orders.Name, orders.Pod, orders.Namespace, orders.Node));
            Assert.Equal(("containerd://0a1b", "registry.example/orders:1.2", 3L, true), (orders.Id, orders.Image, orders.Restarts, orders.WasKilledForMemory));
            Assert.Equal((Bytes.FromMiB(1500), new Bytes(1_000_000_000)), (orders.MemoryLimit!.Value.Value, orders.MemoryRequest!.Value.Value));
            Assert.Equal(("OOMKilled", 137, false), (orders.Before!.Reason, orders.Before.ExitCode, orders.Now!.KilledForMemory));
            Assert.Equal(("sidecar", "containerd://22bb", 0L, false), (sidecar.Name, sidecar.Id, sidecar.Restarts, sidecar.WasKilledForMemory));
            Assert.Equal((null, Bytes.FromMiB(64)), (sidecar.MemoryLimit, sidecar.MemoryRequest!.Value.Value));
        }
    }

    /// <summary>tests/texts.sh: a JVM of 96 MiB that was killed and one of 256 MiB that was not. Podman does not notice it in cgroups of version 1.</summary>
    [Theory]
    [InlineData("docker", true)]
    [InlineData("podman", false)]
    public void Real_engines_tell_of_a_JVM_that_outgrew_its_limit(string engine, bool notices)
    {
        Parsed<ContainerStates> one = Read($"{engine}/{engine}-inspect.json"), two = Read($"{engine}/{engine}-inspect.json-two");

        Assert.Empty(one.Gaps.Concat(two.Gaps));
        Assert.Equal(one.Value.Containers.Single(), two.Value.Containers[0]);
        ContainerState orders = two.Value.Containers[0], payments = two.Value.Containers[1];
        Assert.Equal(("orders", "exited", 137, notices), (orders.Name, orders.Now!.State, orders.Now.ExitCode, orders.WasKilledForMemory));
        Assert.Equal((Bytes.FromMiB(96), Bytes.FromMiB(96)), (orders.MemoryLimit!.Value.Value, orders.MemoryAndSwapLimit!.Value.Value));
        Assert.Equal(("payments", "running", Bytes.FromMiB(256), false), (payments.Name, payments.Now!.State, payments.MemoryLimit!.Value.Value, payments.WasKilledForMemory));
    }

    [Theory]
    [InlineData("docker/table-stats", 35.55 * 1024 * 1024, 256 * 1024 * 1024)]
    [InlineData("docker/table-stats-all", 35.55 * 1024 * 1024, 256 * 1024 * 1024)]
    [InlineData("podman/table-stats", 37.79e6, 268.4e6)]
    [InlineData("podman/table-stats-all", 37.79e6, 268.4e6)]
    public void Real_engines_count_in_their_own_units(string table, double used, double limit)
    {
        Parsed<ContainerStates> parsed = Read(table);

        Assert.Empty(parsed.Gaps);
        ContainerState payments = parsed.Value.Containers.Single(each => each.Name == "payments");
        Assert.True(payments.MemoryUsed!.Value.MayBe(new Bytes((long)used)));
        Assert.True(payments.MemoryLimit!.Value.MayBe(new Bytes((long)limit)));
        Assert.True(payments.MemoryLimit.Value.MayBe(Bytes.FromMiB(256)));
        // One that has ended has no limit of nought.
        Assert.All(parsed.Value.Containers.Where(each => each.Name == "orders"), orders => Assert.Null(orders.MemoryLimit));
    }

    [Fact]
    public void Real_kubectl_top_adds_up()
    {
        foreach (string version in (string[])["kubectl-v1.20", "kubectl-v1.32"])
        {
            ContainerState[] each = [.. Read(version + "/table-top-containers").Value.Containers];
            Assert.Equal([("orders", Bytes.FromMiB(1436)), ("sidecar", Bytes.FromMiB(20))], each.Select(one => (one.Name, one.MemoryUsed!.Value.Value)));
            foreach (string table in (string[])["/table-top", "/table-top-all"])
                Assert.Equal(Bytes.FromMiB(1456), Read(version + table).Value.Containers.Single().MemoryUsed!.Value.Value);
        }
    }

    [Fact]
    public void Containers_before_the_first_one_are_told_too()
    {
        ContainerState schema = Read("describe-killed").Value.Containers[0];

        Assert.Equal(("schema", "Completed", 0, 0L), (schema.Name, schema.Now!.Reason, schema.Now.ExitCode, schema.Restarts));
        Assert.False(schema.WasKilledForMemory);
        Assert.Null(schema.MemoryLimit);
    }

    [Fact]
    public void A_description_without_its_indent_is_read_by_its_order()
    {
        string flat = string.Join('\n', SavedTexts.Text("pods/describe-killed").Split('\n').Select(line => line.Trim()));

        ContainerStates states = PodDescriptionText.Parse(Encoding.UTF8.GetBytes(flat), "f").Value;

        Assert.Equal(Read("describe-killed").Value.Containers, states.Containers);
    }

    [Fact]
    public void Docker_says_it_itself()
    {
        Parsed<ContainerStates> parsed = Read("docker-inspect.json");

        Assert.Empty(parsed.Gaps);
        ContainerState orders = Assert.Single(parsed.Value.Containers);
        Assert.Equal(("orders", "exited", 137, true), (orders.Name, orders.Now!.State, orders.Now.ExitCode, orders.WasKilledForMemory));
        Assert.Equal((1572864000, 3145728000), (orders.MemoryLimit!.Value.Value.Value, orders.MemoryAndSwapLimit!.Value.Value.Value));
        Assert.Null(orders.MemoryRequest);
        Assert.Null(orders.Now.Pid);
    }

    [Fact]
    public void Tables_have_a_line_a_container()
    {
        ContainerState[] stats = [.. Read("table-docker-stats").Value.Containers];
        ContainerState[] pods = [.. Read("table-top-pod").Value.Containers];
        ContainerState all = Read("table-top-all").Value.Containers.Single();

        Assert.Equal(["orders", "redis"], stats.Select(each => each.Name));
        Assert.True(stats[0].MemoryUsed!.Value.MayBe(new((long)(1.402 * 1024 * 1024 * 1024))));
        Assert.True(stats[1].MemoryLimit!.Value.MayBe(Bytes.FromMiB(24105)));
        Assert.Equal(["orders", "sidecar"], pods.Select(each => each.Name));
        Assert.Equal(Bytes.FromMiB(1436), pods[0].MemoryUsed!.Value.Value);
        Assert.Equal(("shop", "orders-6d4cf56db6-x2x2x"), (all.Namespace, all.Pod));
    }

    [Fact]
    public void Cut_in_the_middle_what_was_read_is_kept()
    {
        string text = SavedTexts.Text("pods/get-pod.json");
        Parsed<ContainerStates> parsed = PodJsonText.Parse(Encoding.UTF8.GetBytes(text[..text.IndexOf("\"restartCount\"", StringComparison.Ordinal)]), "pod.json");

        ContainerState orders = Assert.Single(parsed.Value.Containers);
        Assert.True(orders.WasKilledForMemory);
        Assert.Null(orders.Restarts);
        Assert.Equal([Gaps.LineNotUnderstood.Id], parsed.Gaps.Select(gap => gap.Id));
    }

    [Fact]
    public void What_stands_behind_JSON_is_kept_as_unread()
    {
        Parsed<ContainerStates> parsed = PodJsonText.Parse(Encoding.UTF8.GetBytes(SavedTexts.Text("pods/docker-inspect.json") + "and more\n"), "f");

        Assert.Empty(parsed.Gaps);
        Assert.Equal(["and more"], parsed.Value.Unread.Select(line => line.Text));
    }

    [Fact]
    public void Nested_too_deep_is_a_gap()
    {
        Assert.NotEmpty(PodJsonText.Parse(Encoding.UTF8.GetBytes(new string('[', 100_000)), "f").Gaps);
        Assert.NotEmpty(PodYamlText.Parse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => new string(' ', i) + "a:\n"))), "f").Gaps);
        Assert.NotEmpty(PodYamlText.Parse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("- ", 2000)) + "a: b\n"), "f").Gaps);
    }
}
