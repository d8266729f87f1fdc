package lab;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A server in order and under load: a few threads that pack and unpack requests, remember some, and close what they open.
 * They go on while the program waits in its phases.
 */
final class Busy extends Lab {
    static final int REQUESTS = size("count", 2003, 100003);
    static final int THREADS = 5;
    static final int REMEMBERED = 499;

    final CountDownLatch warm = new CountDownLatch(THREADS * REQUESTS);

    private Busy(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new Busy(args).run();
    }

    @Override
    void warmUp() throws IOException {
        serve(1);
    }

    @Override
    void fault() throws InterruptedException {
        for (int i = 0; i < THREADS; i++)
            worker(i).start();
        warm.await();
        truth.put("made", REQUESTS);
    }

    private Thread worker(int number) {
        Thread thread = new Thread("http-" + number) {
            @Override
            public void run() {
                Map<Integer, byte[]> cache = new HashMap<Integer, byte[]>();
                ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
                try {
                    for (int i = 0; ; i++) {
                        byte[] answer = serve(i);
                        buffer.putInt(0, answer.length);
                        cache.put(i % REMEMBERED, answer);
                        warm.countDown();
                        // Half a core for each would leave nothing for whoever looks.
                        if (i % 16 == 0)
                            Thread.sleep(1);
                    }
                } catch (IOException | InterruptedException e) {
                    return;
                }
            }
        };
        thread.setDaemon(true);
        return thread;
    }

    private static byte[] serve(int request) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 61; i++)
                zip.write(("line " + i * request + " of request " + request).getBytes("US-ASCII"));
        }
        byte[] window = new byte[1024];
        try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray()))) {
            while (zip.read(window) != -1) {
            }
        }
        return packed.toByteArray();
    }
}
