namespace Fathom.Evidence;

public static partial class Gaps
{
    public static readonly GapText RecordingVersion = new("recording-version",
        "a chunk of this recording is of version {0}; fathom reads 2",
        "it is not read, nor what stands behind it",
        "version 1 is that of Oracle's JDK 7 and 8 before 8u262: the jfr of that JDK prints it");

    public static readonly GapText RecordingUnfinished = new("recording-unfinished",
        "the recording was not finished: {0}",
        "what its JVM wrote last is missing, and where the last chunk does not tell its types, what its events say",
        "where the JVM was killed, this is all there is; of one that runs: jcmd PID JFR.dump filename=FILE");

    public static readonly GapText RecordingDamaged = new("recording-damaged",
        "the recording is damaged: {0}",
        "what was understood is used",
        "copy it again, as a whole and in binary mode; jcmd PID JFR.dump makes another");

    public static readonly GapText RecordingTooLarge = new("recording-too-large",
        "a chunk of this recording is longer than 1 GiB ({0})",
        "it is not read, nor what stands behind it",
        "record with smaller chunks (JDK: -XX:FlightRecorderOptions:maxchunksize=12m; async-profiler: chunksize=100m)");

    public static readonly GapText RecordingProcesses = new("recording-processes",
        "the recording is of two processes: {0} and {1}",
        "growth from one to the other is a difference between two programs",
        "give the recording of one; jfr disassemble takes chunks apart");

    public static readonly GapText RecordingNotNative = new("recording-not-native",
        "the recording has no allocations of native memory{0}",
        "who allocated memory below the heap is not in it",
        "record them: asprof -e nativemem -f FILE.jfr PID; the figures over time are shown by fathom FILE.jfr",
        ExitCode.CannotTell);

    public static readonly GapText RecordingNoFrees = new("recording-no-frees",
        "the recording has allocations and no frees",
        "\"in use\" is all that was allocated",
        "record without the option nofree");

    public static readonly GapText RecordingNotStored = new("recording-not-stored",
        "a recording holds strings of the program that cannot be masked; it was not put into the bundle",
        "an answer from the bundle lacks its figures",
        "give the recording beside the bundle's texts: fathom FILE.jfr FILE…");

    static IReadOnlyList<GapText> Recordings =>
    [
        RecordingVersion, RecordingUnfinished, RecordingDamaged, RecordingTooLarge, RecordingProcesses, RecordingNotNative, RecordingNoFrees, RecordingNotStored,
    ];
}
