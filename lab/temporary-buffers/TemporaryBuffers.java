package lab;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CountDownLatch;

/**
 * Threads that each write one large heap buffer to a channel. NIO copies it into a direct buffer that it keeps for the
 * thread, as large as the largest write, until the thread ends. Twin: writes in slices of 64 KiB.
 */
final class TemporaryBuffers extends Lab {
    static final int THREADS = size("count", 41, 73);
    static final int SIZE = 8 * 1024 * 1024 + 7;
    static final int SLICE = 64 * 1024;

    final ByteBuffer page = ByteBuffer.allocate(SIZE);
    final CountDownLatch written = new CountDownLatch(THREADS);

    private TemporaryBuffers(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new TemporaryBuffers(args).run();
    }

    @Override
    void warmUp() throws IOException {
        write(64);
    }

    @Override
    void fault() throws InterruptedException {
        for (int i = 0; i < THREADS; i++)
            writer(i).start();
        written.await();
        truth.put("made", THREADS);
    }

    private Thread writer(int number) {
        Thread thread = new Thread("io-" + number) {
            @Override
            public void run() {
                try {
                    write(fixed() ? SLICE : SIZE);
                    written.countDown();
                    Thread.sleep(SECONDS * 1000L);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        thread.setDaemon(true);
        return thread;
    }

    private void write(int slice) throws IOException {
        ByteBuffer mine = page.duplicate();
        // No file grows: what counts happens before the bytes leave.
        FileChannel channel = new FileOutputStream("/dev/null").getChannel();
        while (mine.hasRemaining()) {
            ((Buffer) mine).limit(Math.min(mine.position() + slice, SIZE));
            channel.write(mine);
            if (slice == 64)
                break;
            ((Buffer) mine).limit(SIZE);
        }
        channel.close();
    }
}
