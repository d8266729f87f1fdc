namespace Fathom.Evidence;

/// <summary>
/// Caps on everything that comes from a target or a file. Each is far above what a real process shows and low enough
/// that a hostile one cannot make us grow or run on.
/// </summary>
public static class Limits
{
    /// <summary>vm.max_map_count is 65,530 by default and 1,048,576 on tuned hosts.</summary>
    public const int Mappings = 2_000_000;

    public const int Threads = 500_000;

    public const int ProcFileBytes = 64 * 1024 * 1024;

    public const int SmapsBytes = 1024 * 1024 * 1024;

    public const int CommandLineBytes = 256 * 1024;

    public const int NameBytes = 4096;

    public const int ElfProgramHeaders = 10_000;

    public const int ElfSections = 100_000;

    public const int ElfSymbols = 10_000_000;

    public const int ElfHashSteps = 100_000;

    public const int ElfNoteBytes = 64 * 1024 * 1024;

    /// <summary>Different names of thread groups in one ledger; the rest are one account.</summary>
    public const int ThreadPatterns = 256;

    public static readonly TimeSpan ReadDeadline = TimeSpan.FromSeconds(5);
}
