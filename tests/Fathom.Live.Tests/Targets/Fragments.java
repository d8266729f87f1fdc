package fathomtest;

import java.lang.reflect.Field;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import sun.misc.Unsafe;

/** Threads that allocate blocks of all sizes, free all but every so many, and stay: malloc keeps most of it. */
public final class Fragments {
    private Fragments() {
    }

    public static void main(String[] args) throws Exception {
        Field field = Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Unsafe unsafe = (Unsafe) field.get(null);
        int threads = Integer.parseInt(args[0]);
        int blocks = Integer.parseInt(args[1]);
        int kept = Integer.parseInt(args[2]);
        CountDownLatch done = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            int seed = i;
            Thread thread = new Thread(() -> {
                fragment(unsafe, new Random(seed), blocks, kept);
                done.countDown();
                try {
                    Thread.sleep(Long.MAX_VALUE);
                } catch (InterruptedException end) {
                    return;
                }
            }, "fragments-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        done.await();
        System.out.println("ready");
        while (System.in.read() >= 0) {
            continue;
        }
    }

    private static void fragment(Unsafe unsafe, Random random, int blocks, int kept) {
        long[] all = new long[blocks];
        for (int i = 0; i < blocks; i++) {
            int size = 200 + random.nextInt(1200);
            all[i] = unsafe.allocateMemory(size);
            unsafe.setMemory(all[i], size, (byte) 1);
        }
        for (int i = 0; i < blocks; i++) {
            if (i % kept != 0) {
                unsafe.freeMemory(all[i]);
            }
        }
    }
}
