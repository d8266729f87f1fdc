package lab;

import java.util.concurrent.CountDownLatch;

/** A pool for each request, none shut down: threads that wait for ever. Twin: one pool of seven for all of them. */
final class ManyThreads extends Lab {
    static final int THREADS = size("count", 601, 2003);
    static final int POOL = 7;

    private ManyThreads(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new ManyThreads(args).run();
    }

    @Override
    void warmUp() throws InterruptedException {
        Thread once = new Thread("once");
        once.start();
        once.join();
    }

    @Override
    void fault() throws InterruptedException {
        int threads = fixed() ? Math.min(POOL, THREADS) : THREADS;
        CountDownLatch started = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++)
            worker(i, started).start();
        started.await();
        truth.put("made", THREADS);
        truth.put("alive", threads);
    }

    private static Thread worker(int number, final CountDownLatch started) {
        Thread thread = new Thread("leaked-pool-" + number / POOL + "-thread-" + number % POOL) {
            @Override
            public void run() {
                started.countDown();
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
}
