package fathomtest;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Objects that own native memory, in known numbers: kept, closed, and dropped after the last collection. */
public final class Owns {
    static final int DIRECT = 37, SLICES = 23, MAPPED = 11, INFLATERS = 41, ENDED = 17, DEFLATERS = 29, THREADS = 13,
        UNSTARTED = 5, LOADERS = 19, DROPPED = 7, ARRAYS = 300;

    static final List<Object> KEPT = new ArrayList<Object>();

    static final class Worker extends Thread {
        Worker() {
            setDaemon(true);
        }

        @Override
        public void run() {
            synchronized (this) {
                try {
                    wait();
                } catch (InterruptedException ended) {
                    return;
                }
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        for (int i = 0; i < ARRAYS; i++) {
            KEPT.add(new byte[i * 997]);
            KEPT.add(new long[i]);
            KEPT.add(new Object[i * 31]);
        }
        KEPT.add(new byte[9 << 20]);
        for (int i = 0; i < DIRECT; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1000 + i);
            KEPT.add(buffer);
            if (i < SLICES) {
                KEPT.add(buffer.slice());
            }
        }
        map();
        zip();
        for (int i = 0; i < THREADS + UNSTARTED; i++) {
            Thread thread = new Worker();
            KEPT.add(thread);
            if (i < THREADS) {
                thread.start();
            }
        }
        for (int i = 0; i < LOADERS; i++) {
            KEPT.add(new URLClassLoader(new URL[0]));
        }
        System.gc();
        for (int i = 0; i < DROPPED; i++) {
            ByteBuffer.allocateDirect(10);
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Ends with its input.
        }
    }

    private static void map() throws IOException {
        File file = File.createTempFile("fathom-owns", ".map");
        file.deleteOnExit();
        RandomAccessFile open = new RandomAccessFile(file, "rw");
        open.setLength(8192);
        for (int i = 0; i < MAPPED; i++) {
            KEPT.add(open.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, 4096 + i));
        }
        open.close();
    }

    private static void zip() {
        for (int i = 0; i < INFLATERS + ENDED; i++) {
            Inflater inflater = new Inflater();
            KEPT.add(inflater);
            if (i >= INFLATERS) {
                inflater.end();
            }
        }
        for (int i = 0; i < DEFLATERS; i++) {
            KEPT.add(new Deflater());
        }
    }
}
