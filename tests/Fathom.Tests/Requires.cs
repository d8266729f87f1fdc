namespace Fathom.Tests;

/// <summary>
/// A test that needs something of the machine: a tool by its name, a file by its path, "root", or "kernel-cores" (a
/// crash leaves a core in the working folder). Skipped with the reason printed where it is missing.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class RequiresFactAttribute : FactAttribute
{
    public RequiresFactAttribute(params string[] needs)
    {
        string[] missing = [.. needs.Where(need => !Requires.Has(need))];
        if (missing.Length > 0)
            Skip = "needs " + string.Join(", ", missing);
    }
}

/// <summary>The same for a test of several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class RequiresTheoryAttribute : TheoryAttribute
{
    public RequiresTheoryAttribute(params string[] needs)
    {
        string[] missing = [.. needs.Where(need => !Requires.Has(need))];
        if (missing.Length > 0)
            Skip = "needs " + string.Join(", ", missing);
    }
}

static class Requires
{
    internal static bool Has(string need) => need switch
    {
        "root" => Environment.IsPrivilegedProcess,
        "kernel-cores" => File.ReadAllText("/proc/sys/kernel/core_pattern").Trim() == "core",
        _ when need.StartsWith('/') => File.Exists(need) || Directory.Exists(need),
        _ => Path(need) is not null,
    };

    static string? Path(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => System.IO.Path.Combine(folder, tool))
        .FirstOrDefault(File.Exists);
}
