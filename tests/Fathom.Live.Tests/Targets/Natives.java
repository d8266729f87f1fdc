package fathomtest;

import java.nio.ByteBuffer;
import java.nio.file.Paths;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;

/** Writes a recording with the events of async-profiler: allocations of native memory and frees, with this program's stacks. */
public class Natives {
    @Name("profiler.Malloc")
    static class Malloc extends Event {
        long address;
        long size;
    }

    @Name("profiler.Free")
    @StackTrace(false)
    static class Free extends Event {
        long address;
    }

    static final Object[] KEPT = new Object[8];
    static long next = 0x7f0000001000L;

    static long allocate(long size) {
        Malloc event = new Malloc();
        event.address = next += 0x10000;
        event.size = size;
        event.commit();
        return event.address;
    }

    static void release(long address) {
        Free event = new Free();
        event.address = address;
        event.commit();
    }

    static void leak(int blocks, long size) {
        for (int i = 0; i < blocks; i++)
            allocate(size);
    }

    static void pass(int blocks, long size) {
        for (int i = 0; i < blocks; i++)
            release(allocate(size));
    }

    /** FILE EVENT...: the events are taken when the recording begins and when it ends. Without words it does nothing. */
    public static void main(String[] words) throws Exception {
        if (words.length == 0)
            return;
        try (Recording recording = new Recording()) {
            for (int i = 1; i < words.length; i++)
                recording.enable(words[i]).with("period", "everyChunk");
            recording.enable("profiler.Malloc");
            recording.enable("profiler.Free");
            recording.start();
            leak(10, 1000);
            Thread worker = new Thread(() -> {
                pass(20, 300);
                leak(1, 77);
            }, "worker");
            worker.start();
            worker.join();
            pass(5, 4096);
            release(0x1234);
            for (int i = 0; i < KEPT.length; i++)
                KEPT[i] = ByteBuffer.allocateDirect(1 << 20);
            System.gc();
            recording.stop();
            recording.dump(Paths.get(words[0]));
        }
    }
}
