using Fathom.Evidence.Malloc;

namespace Fathom.Views.Text;

/// <summary>The name of an allocator, in words and in JSON.</summary>
static class AllocatorText
{
    public static string Name(AllocatorKind kind) => kind switch
    {
        AllocatorKind.Glibc => "glibc",
        AllocatorKind.Musl => "musl",
        AllocatorKind.Jemalloc => "jemalloc",
        AllocatorKind.Tcmalloc => "tcmalloc",
        AllocatorKind.Mimalloc => "mimalloc",
        _ => "unknown",
    };

    /// <summary>How it was recognised, in JSON.</summary>
    public static string Word(AllocatorGround ground) => ground switch
    {
        AllocatorGround.Structures => "structures",
        AllocatorGround.Exports => "exports",
        AllocatorGround.Texts => "texts",
        _ => "file_name",
    };

    public static string Full(Allocator allocator)
    {
        string text = Name(allocator.Kind);
        text = allocator.Version is { } version ? text + " " + Printable.Of(version) : text;
        return allocator.Library is { } path ? text + " in " + Printable.Of(path[(path.LastIndexOf('/') + 1)..]) : text;
    }

    /// <summary>Why it is believed to be that one.</summary>
    public static string Because(AllocatorGround ground) => ground switch
    {
        AllocatorGround.Structures => "its structures are in memory",
        AllocatorGround.Exports => "known by what it exports",
        AllocatorGround.Texts => "known by texts in its data",
        _ => "known by its file's name only",
    };
}
