using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>A gap as people read it: what, so, try.</summary>
public static class GapView
{
    public static void Write(TextWriter to, Gap gap)
    {
        to.WriteLine($"fathom: {gap.What} [{gap.Where}]{(gap.Errno is null ? "" : $" ({gap.Errno})")}");
        to.WriteLine($"  so: {gap.So}");
        to.WriteLine($"  try: {gap.Try}");
    }
}
