package lab;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A direct buffer for every request, each kept in a list, or with -Ddropped forgotten: garbage that waits for
 * a collection. The heap sees a few bytes of each. Twin: one buffer, used again and again.
 */
final class DirectBuffers extends Lab {
    static final int BUFFERS = size("count", 307, 607);
    static final int SIZE = size("size", 1048573, 1048576);

    static final boolean DROPPED = Boolean.getBoolean("dropped");

    final List<ByteBuffer> kept = new ArrayList<ByteBuffer>();

    private DirectBuffers(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new DirectBuffers(args).run();
    }

    @Override
    void warmUp() {
        fill(ByteBuffer.allocateDirect(64));
    }

    @Override
    void fault() {
        int made = 0;
        try {
            while (made < BUFFERS) {
                fill(buffer());
                made++;
            }
        } catch (OutOfMemoryError e) {
            // Where explicit collections are off, the limit is reached although all is garbage.
            truth.put("error", "direct-memory");
        }
        truth.put("made", BUFFERS);
        truth.put("direct", DROPPED && !fixed() ? made : kept.size());
        truth.put("size", SIZE);
    }

    @Override
    void drop() {
        kept.clear();
    }

    private ByteBuffer buffer() {
        if (DROPPED && !fixed())
            return ByteBuffer.allocateDirect(SIZE);
        if (!fixed() || kept.isEmpty())
            kept.add(ByteBuffer.allocateDirect(SIZE));
        ByteBuffer buffer = kept.get(fixed() ? 0 : kept.size() - 1);
        ((Buffer) buffer).clear(); // JDK 8 has no ByteBuffer.clear() of its own
        return buffer;
    }

    private static void fill(ByteBuffer buffer) {
        while (buffer.hasRemaining())
            buffer.put((byte) 0x55);
    }
}
