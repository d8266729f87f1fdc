package fathomtest;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.Inflater;

/** Takes native memory as it is told, one line a time: what it took is the truth that a trace is held against. */
public class Leaks {
    static final List<Object> kept = new ArrayList<>();
    static final List<Long> blocks = new ArrayList<>();
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

    static void keepBlocks(int count, long size) {
        for (int i = 0; i < count; i++)
            blocks.add(unsafe.allocateMemory(size)); // the line that is looked for
    }

    static void passBlocks(int count, long size) {
        for (int i = 0; i < count; i++)
            unsafe.freeMemory(unsafe.allocateMemory(size));
    }

    static void keepInflaters(int count) {
        for (int i = 0; i < count; i++)
            kept.add(new Inflater());
    }

    /** By a library that the native one opens by itself. */
    static native void keepByPlugin(int count, long size);

    static void free() {
        for (long block : blocks)
            unsafe.freeMemory(block);
        blocks.clear();
    }

    /** By a thread that stays. */
    static void stay(final int count, final long size) throws InterruptedException {
        final CountDownLatch done = new CountDownLatch(1);
        Thread thread = new Thread("stays") {
            @Override
            public void run() {
                keepBlocks(count, size);
                done.countDown();
                LockSupport.park();
            }
        };
        thread.setDaemon(true);
        thread.start();
        done.await();
    }

    static void obey(String[] words) {
        switch (words[0]) {
            case "keep": keepBlocks(Integer.parseInt(words[1]), Long.parseLong(words[2])); break;
            case "pass": passBlocks(Integer.parseInt(words[1]), Long.parseLong(words[2])); break;
            case "inflaters": keepInflaters(Integer.parseInt(words[1])); break;
            case "daemon": keepInDaemon(Integer.parseInt(words[1]), Long.parseLong(words[2])); break;
            case "child": runChild(words[1], words[2]); break;
            case "plugin": System.load(words[1]); keepByPlugin(Integer.parseInt(words[2]), Long.parseLong(words[3])); break;
            case "say": System.out.print(words[1]); System.out.flush(); break;
            case "exit": System.exit(Integer.parseInt(words[1]));
            default: free();
        }
    }

    /** By a thread that lives until the end. */
    static void keepInDaemon(final int count, final long size) {
        final java.util.concurrent.CountDownLatch kept = new java.util.concurrent.CountDownLatch(1);
        Thread daemon = new Thread(new Runnable() {
            @Override
            public void run() {
                keepBlocks(count, size);
                kept.countDown();
                while (true)
                    java.util.concurrent.locks.LockSupport.park();
            }
        }, "a-daemon-with-a-name-of-many-words");
        daemon.setDaemon(true);
        daemon.start();
        try {
            kept.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void runChild(String java, String classes) {
        try {
            Process child = new ProcessBuilder(java, "-Xmx64m", "-cp", classes, "fathomtest.Waits").start();
            child.getOutputStream().close();
            child.waitFor();
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Lines come from the command line, if there are any. */
    public static void main(String[] arguments) throws Exception {
        for (String line : arguments)
            obey(line.split(" "));
        if (arguments.length > 0)
            return;
        System.out.println("ready");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = lines.readLine()) != null; ) {
            final String[] words = line.split(" ");
            if (words[0].equals("stay")) {
                stay(Integer.parseInt(words[1]), Long.parseLong(words[2]));
                System.out.println("done");
                continue;
            }
            Thread worker = new Thread(new Runnable() {
                @Override
                public void run() {
                    obey(words);
                }
            }, "order-import-worker-of-a-long-name");
            worker.start();
            worker.join();
            System.out.println("done");
        }
    }
}
