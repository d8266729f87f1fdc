using System.Globalization;
using Fathom.Tests;

namespace Fathom.Live.Tests;

/// <summary>A small file that the kernel may swap to, for one test.</summary>
sealed class SwapFile : IDisposable
{
    readonly TemporaryFolder _folder = new();

    SwapFile(int mebibytes)
    {
        string file = _folder.Write("swap", new byte[mebibytes << 20]);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        try
        {
            Outside.Run("mkswap", file);
            Outside.Run("swapon", file);
        }
        catch (Xunit.Sdk.XunitException)
        {
            _folder.Dispose();
            throw;
        }
    }

    internal static string? Missing { get; } = FindMissing();

    internal static SwapFile Create(int mebibytes = 16) => new(mebibytes);

    public void Dispose()
    {
        Outside.Run("swapoff", _folder.At("swap"));
        _folder.Dispose();
    }

    static string? FindMissing()
    {
        if (!Requires.Has("root") || !Requires.Has("mkswap") || !Requires.Has("swapon"))
            return "needs root, mkswap, swapon";
        try
        {
            Create().Dispose();
            return null;
        }
        catch (Exception refused) when (refused is Xunit.Sdk.XunitException or IOException)
        {
            return "the kernel takes no swap file here: " + refused.Message.ReplaceLineEndings(" ");
        }
    }
}

/// <summary>Huge pages that the kernel keeps ready, for one test.</summary>
sealed class HugetlbPages : IDisposable
{
    const string Count = "/proc/sys/vm/nr_hugepages";

    readonly string _before = File.ReadAllText(Count);

    HugetlbPages(int pages) => File.WriteAllText(Count, (int.Parse(_before, CultureInfo.InvariantCulture) + pages).ToString(CultureInfo.InvariantCulture));

    internal static string? Missing { get; } = FindMissing();

    internal static HugetlbPages Reserve(int pages) => new(pages);

    public void Dispose() => File.WriteAllText(Count, _before);

    static string? FindMissing()
    {
        if (!Requires.Has("root") || !File.Exists(Count))
            return "needs root and " + Count;
        try
        {
            using HugetlbPages asked = Reserve(12);
            return int.Parse(File.ReadAllText(Count), CultureInfo.InvariantCulture) >= int.Parse(asked._before, CultureInfo.InvariantCulture) + 12
                ? null
                : "the kernel grants no 12 huge pages";
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return "the kernel grants no huge pages: " + refused.Message;
        }
    }
}

[AttributeUsage(AttributeTargets.Method)]
sealed class SwapFactAttribute : FactAttribute
{
    public SwapFactAttribute(string tool) => Skip = Requires.Has(tool) ? SwapFile.Missing : "needs " + tool;

    public SwapFactAttribute(string tool, string controller)
        : this(tool) => Skip ??= Cgroup.Missing(controller);
}

[AttributeUsage(AttributeTargets.Method)]
sealed class HugetlbFactAttribute : FactAttribute
{
    public HugetlbFactAttribute(string tool) => Skip = Requires.Has(tool) ? HugetlbPages.Missing : "needs " + tool;
}
