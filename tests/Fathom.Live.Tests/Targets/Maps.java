package fathomtest;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Takes memory from the kernel and touches it as it is told, each kind at a line of its own, and keeps it. */
public class Maps {
    static final int FILE = 3 << 20, BUFFER = 5 << 20, BLOCK = 7 << 20, THREADS = 5;
    static final List<Object> kept = new ArrayList<>();
    static final sun.misc.Unsafe unsafe = unsafe();

    static sun.misc.Unsafe unsafe() {
        try {
            Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (sun.misc.Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    static void mapFile() throws IOException {
        File path = File.createTempFile("fathom-maps", null);
        try (RandomAccessFile file = new RandomAccessFile(path, "rw")) {
            kept.add(file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, FILE)); // the line of the file
        } finally {
            path.delete();
        }
    }

    static void takeBuffer() {
        kept.add(ByteBuffer.allocateDirect(BUFFER)); // the line of the buffer
    }

    static long takeBlock(long size) {
        return unsafe.allocateMemory(size); // the line of the block
    }

    /** Java itself touches them. */
    static void touch(long block) {
        for (int i = 0; i < BLOCK; i += 4096) unsafe.putByte(block + i, (byte) 1); // the line of the touches
    }

    static void fill(long block) {
        unsafe.setMemory(block, BLOCK, (byte) 1); // the line of the fill
    }

    static void startThreads() {
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> { while (true) LockSupport.park(); }, "stays");
            thread.setDaemon(true);
            thread.start(); // the line of the stacks
        }
    }

    /** Until compilers have put one into the other. */
    static void warm() {
        for (int i = 0; i < 100_000; i++)
            unsafe.freeMemory(takeBlock(64));
    }

    static void obey(String line) throws IOException {
        switch (line) {
            case "file": mapFile(); break;
            case "buffer": takeBuffer(); break;
            case "block": kept.add(takeBlock(BLOCK)); break;
            case "threads": startThreads(); break;
            case "touch": touch(takeBlock(BLOCK)); break;
            case "fill": fill(takeBlock(BLOCK)); break;
            default: warm();
        }
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("ready");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = lines.readLine()) != null; ) {
            obey(line);
            System.out.println("done");
        }
    }
}
