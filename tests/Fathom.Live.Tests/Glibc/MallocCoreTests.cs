using System.Globalization;
using Fathom.Sources;
using Fathom.Tests;

namespace Fathom.Live.Tests.Glibc;

/// <summary>A core tells of malloc what the process told.</summary>
public sealed class MallocCoreTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("gcc", "gcore")]
    public void What_malloc_said_of_itself_is_found_in_its_core()
    {
        using CTarget target = CTarget.At(CPrograms.Compiled("mallocs"), "2", "5000");
        string pid = target.Pid.ToString(CultureInfo.InvariantCulture);
        Outside.Run("gcore", "-o", _folder.At("core"), pid);

        MallocSays.Check(target, CoreLook.At(_folder.At("core." + pid), new LookOptions { Arenas = true }).Value.MallocState!);
    }
}
