package fathomtest;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Collects all the time while 32 direct buffers stay: whoever reads Java objects from outside meets every phase of a collection. */
public final class Storm {
    private static final int BUFFERS = 32;
    private static final byte[][] RING = new byte[2000][];

    public static void main(String[] args) throws IOException {
        List<ByteBuffer> kept = new ArrayList<ByteBuffer>();
        for (int i = 0; i < BUFFERS; i++) {
            kept.add(ByteBuffer.allocateDirect(1 << 20));
        }
        run(new Runnable() {
            public void run() {
                for (int i = 0;; i = (i + 1) % RING.length) {
                    RING[i] = new byte[2000];
                }
            }
        });
        run(new Runnable() {
            public void run() {
                while (true) {
                    System.gc();
                    try {
                        Thread.sleep(20);
                    } catch (InterruptedException ended) {
                        return;
                    }
                }
            }
        });
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct")) {
                System.out.println("ready " + pool.getCount() + " " + pool.getTotalCapacity());
            }
        }
        while (System.in.read() >= 0) {
            // Ends with its input.
        }
        System.exit(kept.size() == BUFFERS ? 0 : 1);
    }

    private static void run(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }
}
