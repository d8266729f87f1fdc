package lab;

import java.lang.reflect.Field;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import sun.misc.Unsafe;

/**
 * Threads that take many small blocks at once and give back all but each 61st: the freed ones lie between those that
 * live, and malloc keeps them. Twin: the same blocks, one at a time.
 */
final class Fragmented extends Lab {
    static final int BLOCKS = size("count", 12007, 24001);
    static final int THREADS = size("threads", 47, 307);
    static final int KEPT_EACH = 61;

    final Unsafe unsafe = unsafe();
    final CountDownLatch taken = new CountDownLatch(THREADS);
    final CountDownLatch done = new CountDownLatch(THREADS);

    private Fragmented(String[] args) throws Exception {
        super(args);
        if ((long) BLOCKS * THREADS > 800000)
            throw new IllegalArgumentException("count times threads is above 800000");
    }

    public static void main(String[] args) throws Exception {
        new Fragmented(args).run();
    }

    @Override
    void warmUp() {
        give(take(64));
    }

    @Override
    void fault() throws InterruptedException {
        for (int i = 0; i < THREADS; i++)
            worker(i).start();
        done.await();
        truth.put("made", BLOCKS);
        truth.put("workers", THREADS);
    }

    private Thread worker(final int number) {
        Thread thread = new Thread("worker-" + number) {
            @Override
            public void run() {
                try {
                    Random sizes = new Random(number);
                    if (fixed())
                        oneAtATime(sizes);
                    else
                        allAtOnce(sizes);
                    done.countDown();
                    Thread.sleep(SECONDS * 1000L);
                } catch (InterruptedException e) {
                    return;
                }
            }
        };
        thread.setDaemon(true);
        return thread;
    }

    private void allAtOnce(Random sizes) throws InterruptedException {
        long[] blocks = new long[BLOCKS];
        for (int i = 0; i < BLOCKS; i++)
            blocks[i] = take(200 + sizes.nextInt(1200));
        taken.countDown();
        // Whoever ends early would hand its arena to the next.
        taken.await();
        for (int i = 0; i < BLOCKS; i++)
            if (i % KEPT_EACH != 0)
                give(blocks[i]);
    }

    private void oneAtATime(Random sizes) {
        for (int i = 0; i < BLOCKS; i++)
            give(take(200 + sizes.nextInt(1200)));
    }

    private long take(int size) {
        long block = unsafe.allocateMemory(size);
        unsafe.setMemory(block, size, (byte) 0x55);
        return block;
    }

    private void give(long block) {
        unsafe.freeMemory(block);
    }

    private static Unsafe unsafe() throws Exception {
        Field field = Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        return (Unsafe) field.get(null);
    }
}
