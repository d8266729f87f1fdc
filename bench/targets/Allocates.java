import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Allocates in threads for so many milliseconds as a line says: operations, CPU ns an operation, p99.9 of one in ns. */
public class Allocates {
    static final sun.misc.Unsafe unsafe;

    static {
        try {
            java.lang.reflect.Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            unsafe = (sun.misc.Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    static volatile boolean stop;

    interface Loop { long run(long seed, long[] slowest); }

    /** 64 slots, blocks of 64 B to 64 KiB: malloc and nothing else. */
    static long bare(long seed, long[] times) {
        long[] slots = new long[64];
        long x = seed * 0x9E3779B97F4A7C15L + 1, done = 0;
        while (!stop) {
            long began = System.nanoTime();
            for (int i = 0; i < 256; i++) {
                x ^= x << 13; x ^= x >>> 7; x ^= x << 17;
                int slot = (int) (x & 63);
                if (slots[slot] != 0) unsafe.freeMemory(slots[slot]);
                slots[slot] = unsafe.allocateMemory(64L << ((x >>> 20) % 11));
                unsafe.putByte(slots[slot], (byte) 1);
            }
            done += 256;
            note(times, (System.nanoTime() - began) / 256);
        }
        for (long slot : slots) if (slot != 0) unsafe.freeMemory(slot);
        return done;
    }

    /** A ring of 1,024 blocks of 64 to 319 bytes. */
    static long ring(long seed, long[] times) {
        long[] slots = new long[1024];
        long x = seed * 0x9E3779B97F4A7C15L + 1, done = 0;
        while (!stop) {
            long began = System.nanoTime();
            for (int i = 0; i < 256; i++, done++) {
                x ^= x << 13; x ^= x >>> 7; x ^= x << 17;
                int slot = (int) (done & 1023);
                if (slots[slot] != 0) unsafe.freeMemory(slots[slot]);
                slots[slot] = unsafe.allocateMemory(64 + (x & 255));
            }
            note(times, (System.nanoTime() - began) / 256);
        }
        for (long slot : slots) if (slot != 0) unsafe.freeMemory(slot);
        return done;
    }

    /** A block of 1 MiB, which malloc maps and unmaps (MALLOC_MMAP_THRESHOLD_=131072), with its first page touched. */
    static long map(long seed, long[] times) {
        long done = 0;
        for (; !stop; done++) {
            long began = System.nanoTime();
            long block = unsafe.allocateMemory(1 << 20);
            unsafe.putByte(block, (byte) 1);
            unsafe.freeMemory(block);
            note(times, System.nanoTime() - began);
        }
        return done;
    }

    /** Deflate and inflate 2 KiB, and a block of 4 KiB. */
    static long mix(long seed, long[] times) {
        byte[] in = new byte[2048], out = new byte[4096], back = new byte[2048];
        for (int i = 0; i < in.length; i++) in[i] = (byte) (i * 7 % 61);
        long done = 0;
        try {
            while (!stop) {
                long began = System.nanoTime();
                Deflater deflater = new Deflater(6);
                deflater.setInput(in);
                deflater.finish();
                int length = deflater.deflate(out);
                deflater.end();
                Inflater inflater = new Inflater();
                inflater.setInput(out, 0, length);
                inflater.inflate(back);
                inflater.end();
                long block = unsafe.allocateMemory(4096);
                unsafe.setMemory(block, 4096, (byte) 0);
                unsafe.freeMemory(block);
                done++;
                note(times, System.nanoTime() - began);
            }
        } catch (java.util.zip.DataFormatException e) {
            throw new AssertionError(e);
        }
        return done;
    }

    /** A histogram in steps of a sixteenth of a power of two. */
    static void note(long[] times, long nanoseconds) {
        int log = 63 - Long.numberOfLeadingZeros(nanoseconds | 16);
        times[Math.min(times.length - 1, log * 16 + (int) ((nanoseconds >>> (log - 4)) & 15))]++;
    }

    public static void main(String[] arguments) throws Exception {
        Loop loop = arguments[0].equals("bare") ? Allocates::bare : arguments[0].equals("ring") ? Allocates::ring : arguments[0].equals("map") ? Allocates::map : Allocates::mix;
        int threads = Integer.parseInt(arguments[1]);
        com.sun.management.OperatingSystemMXBean system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        System.out.println("ready");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = lines.readLine()) != null; ) {
            AtomicLong done = new AtomicLong();
            long[] all = new long[1024];
            stop = false;
            Thread[] running = new Thread[threads];
            long cpu = system.getProcessCpuTime(), began = System.nanoTime();
            for (int i = 0; i < threads; i++) {
                long seed = i + 1;
                running[i] = new Thread(() -> {
                    long[] times = new long[1024];
                    done.addAndGet(loop.run(seed, times));
                    synchronized (all) { for (int k = 0; k < all.length; k++) all[k] += times[k]; }
                }, "allocates-" + i);
                running[i].start();
            }
            Thread.sleep(Long.parseLong(line));
            stop = true;
            for (Thread each : running) each.join();
            cpu = system.getProcessCpuTime() - cpu;
            long seconds = System.nanoTime() - began, sum = Arrays.stream(all).sum(), seen = 0;
            int at = 0;
            while (at < all.length - 1 && (seen += all[at]) < sum - sum / 1000) at++;
            System.out.printf("%d %.1f %d%n", done.get() * 1_000_000_000L / seconds, (double) cpu / done.get(), (16L + at % 16) << Math.max(0, at / 16 - 4));
        }
    }
}
