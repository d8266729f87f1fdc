package lab;

import java.util.concurrent.CountDownLatch;

/**
 * Very many sleeping virtual threads: their stacks are objects in the heap, so that nothing below it grows. Twin: a
 * hundredth of them.
 */
final class VirtualThreads extends Lab {
    static final int THREADS = size("count", 200003, 300007);

    private VirtualThreads(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new VirtualThreads(args).run();
    }

    @Override
    void warmUp() throws InterruptedException {
        start(7);
    }

    @Override
    void fault() throws InterruptedException {
        start(fixed() ? THREADS / 100 : THREADS);
        truth.put("made", THREADS);
    }

    private static void start(int threads) throws InterruptedException {
        CountDownLatch started = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++)
            Thread.ofVirtual().start(() -> {
                started.countDown();
                try {
                    Thread.sleep(SECONDS * 1000L);
                } catch (InterruptedException e) {
                    return;
                }
            });
        started.await();
    }
}
