package lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;

/** Pipes that are filled and never read: the bytes wait in the kernel. Twin: reads what it wrote. */
final class FullPipes extends Lab {
    static final int PIPES = size("count", 401, 1009);

    final List<Pipe> kept = new ArrayList<Pipe>();

    private FullPipes(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new FullPipes(args).run();
    }

    @Override
    void warmUp() throws IOException {
        fill(Pipe.open());
    }

    @Override
    void fault() throws IOException {
        for (int i = 0; i < PIPES; i++)
            fill(Pipe.open());
        truth.put("made", PIPES);
        truth.put("pipes", kept.size());
    }

    private void fill(Pipe pipe) throws IOException {
        pipe.sink().configureBlocking(false);
        pipe.source().configureBlocking(false);
        pipe.sink().write(ByteBuffer.allocate(64 * 1024));
        if (fixed()) {
            pipe.source().read(ByteBuffer.allocate(64 * 1024));
            pipe.sink().close();
            pipe.source().close();
        } else
            kept.add(pipe);
    }
}
