using Fathom.Evidence;

namespace Fathom.Sources.Glibc;

/// <summary>Memory that a program asked the kernel for without a file and without a name.</summary>
static class AnonymousMemory
{
    public static bool Is(Mapping mapping) =>
        mapping.IsAnonymous && mapping.Name.Length == 0 && mapping.IsWritablePrivate
        && (mapping.Access & Access.Read) != 0;
}
