package lab;

import java.util.concurrent.CountDownLatch;

/**
 * Threads that recurse deeply once and go on waiting: the pages their stacks grew into stay. Twin: recurses a thousandth
 * as deep.
 */
final class DeepStacks extends Lab {
    static final int THREADS = size("count", 41, 101);
    static final int DEPTH = 60013;

    final CountDownLatch back = new CountDownLatch(THREADS);

    private DeepStacks(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new DeepStacks(args).run();
    }

    @Override
    void warmUp() {
        descend(DEPTH / 1000, 1, 2, 3, 5);
    }

    @Override
    void fault() throws InterruptedException {
        for (int i = 0; i < THREADS; i++)
            worker(i).start();
        back.await();
        truth.put("made", THREADS);
    }

    private Thread worker(final int number) {
        Thread thread = new Thread("deep-" + number) {
            @Override
            public void run() {
                descend(fixed() ? DEPTH / 1000 : DEPTH, number, 2, 3, 5);
                back.countDown();
                try {
                    Thread.sleep(SECONDS * 1000L);
                } catch (InterruptedException e) {
                    return;
                }
            }
        };
        thread.setDaemon(true);
        return thread;
    }

    /** What is used after the call has to be kept in each frame. */
    static long descend(int depth, long a, long b, long c, long d) {
        return depth == 0 ? 0 : descend(depth - 1, a + b, b + c, c + d, d + a) + a * b + c * d;
    }
}
