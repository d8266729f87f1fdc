using Fathom.Evidence.Profiles;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Profiles;

namespace Fathom.Sources.Uprobes;

/// <summary>A method by its name, and its line; 0 where that is not known.</summary>
readonly record struct JavaPlace(string Method, string File, int Line)
{
    /// <summary>Without an address: so it is told from a native function.</summary>
    public int In(ProfileBuilder builder) => builder.Frame(new ProfileFrame(0, builder.Texts.Add(Method), 0, 0, Line > 0 ? builder.Texts.Add(File) : 0, Line));
}

/// <summary>Frames of Java's with their lines, read out of the JVM while its methods are there.</summary>
sealed class JavaPlaces(Vm? vm)
{
    readonly MethodLines? _lines = vm is null ? null : new(vm);

    public JavaPlace Of(WalkedFrame walked)
    {
        if (walked.Method is not { } method)
            return new JavaPlace(walked == WalkedFrame.Beyond ? UnnamedJava.Callers : UnnamedJava.Method, "", 0);
        SourceLines? lines = walked.Code >= 0 ? _lines?.Of(method.At, method.Owner, method.Name) : null;
        int line = lines?.At(walked.Code) ?? 0;
        return new JavaPlace(method.Owner.Replace('/', '.') + "." + method.Name, line > 0 ? lines!.File : "", line);
    }
}
