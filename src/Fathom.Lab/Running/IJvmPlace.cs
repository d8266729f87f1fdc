namespace Fathom.Lab.Running;

/// <summary>Where a scenario's JVM can run: with a JDK of this machine, or in a root of its own.</summary>
public interface IJvmPlace
{
    string JavaVersion { get; }

    /// <summary>8, 11, 17 …; 0 where nothing tells.</summary>
    int Feature { get; }

    /// <summary>The program and arguments that start java there, with the compiled scenarios on its class path.</summary>
    /// <param name="classes">The folder of compiled scenarios on this machine.</param>
    /// <param name="arguments">What follows java -cp CLASSES.</param>
    IReadOnlyList<string> Start(string classes, IReadOnlyList<string> arguments);
}
