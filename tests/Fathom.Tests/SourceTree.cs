namespace Fathom.Tests;

/// <summary>The checkout that the tests were built from, for those that compare it with itself.</summary>
static class SourceTree
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    static string Above(string folder) =>
        File.Exists(Path.Combine(folder, "Fathom.slnx")) ? folder : Above(Directory.GetParent(folder)!.FullName);
}
