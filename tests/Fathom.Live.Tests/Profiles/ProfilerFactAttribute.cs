using Fathom.Tests;

namespace Fathom.Live.Tests.Profiles;

/// <summary>A test beside a profiler's own tool; skipped with the reason printed where one of the two is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class ProfilerFactAttribute : FactAttribute
{
    public ProfilerFactAttribute(params string[] needs)
    {
        string[] missing = [.. needs.Where(need => !Requires.Has(need))];
        if (missing.Length > 0)
            Skip = "needs " + string.Join(", ", missing);
    }
}
