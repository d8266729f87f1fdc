package lab;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.CountDownLatch;

/**
 * Netty buffers that are written and never released: their pool chunks stay for ever. "pool" releases all, from threads
 * that live on: what the pool keeps then is by design. Twin: releases each at once.
 */
final class NettyBuffers extends Lab {
    static final int BUFFERS = size("count", 3001, 6007);
    static final int SIZE = 64 * 1024;
    static final int THREADS = 23;

    private NettyBuffers(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new NettyBuffers(args).run();
    }

    @Override
    void warmUp() {
        buffer().release();
    }

    @Override
    void fault() throws InterruptedException {
        if (variant.equals("pool"))
            pool();
        else
            for (int i = 0; i < BUFFERS; i++) {
                ByteBuf buffer = buffer();
                if (fixed())
                    buffer.release();
            }
        truth.put("made", BUFFERS);
        truth.put("size", SIZE);
    }

    private static void pool() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(THREADS);
        CountDownLatch released = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++)
            worker(i, held, released).start();
        released.await();
    }

    private static Thread worker(int number, final CountDownLatch held, final CountDownLatch released) {
        Thread thread = new Thread("netty-" + number) {
            @Override
            public void run() {
                ByteBuf[] mine = new ByteBuf[BUFFERS / THREADS];
                for (int i = 0; i < mine.length; i++)
                    mine[i] = buffer();
                held.countDown();
                try {
                    held.await();
                    for (ByteBuf buffer : mine)
                        buffer.release();
                    released.countDown();
                    Thread.sleep(SECONDS * 1000L);
                } catch (InterruptedException e) {
                    return;
                }
            }
        };
        thread.setDaemon(true);
        return thread;
    }

    private static ByteBuf buffer() {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(SIZE, SIZE);
        for (int i = 0; i < SIZE; i += 8)
            buffer.setLong(i, 0x5555555555555555L);
        return buffer;
    }
}
