package lab;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Reads a GZIPInputStream to its end and forgets it. The inflater's native state (7,168 + 32,784 bytes in zlib 1.2.13)
 * then waits for a collection that a quiet young generation does not need. Twin: closes each.
 */
final class GzipUnclosed extends Lab {
    static final int STREAMS = size("count", 9001, 18000);

    final byte[] zipped = zip(letters(64 * 1024));
    final byte[] window = new byte[4096];

    private GzipUnclosed(String[] args) throws IOException {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new GzipUnclosed(args).run();
    }

    @Override
    void warmUp() throws IOException {
        GZIPInputStream stream = open();
        readToEnd(stream);
        stream.close();
    }

    @Override
    void fault() throws IOException {
        for (int i = 0; i < STREAMS; i++) {
            GZIPInputStream stream = open();
            readToEnd(stream);
            if (fixed())
                stream.close();
        }
        truth.put("made", STREAMS);
    }

    private GZIPInputStream open() throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(zipped));
    }

    private void readToEnd(GZIPInputStream stream) throws IOException {
        while (stream.read(window) != -1) {
        }
    }

    /** Sixteen letters: compresses to about half, so that the whole 32 KiB window of zlib is used. */
    private static byte[] letters(int length) {
        Random random = new Random(1);
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++)
            text[i] = (byte) ('a' + random.nextInt(16));
        return text;
    }

    private static byte[] zip(byte[] text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        GZIPOutputStream stream = new GZIPOutputStream(bytes);
        stream.write(text);
        stream.close();
        return bytes.toByteArray();
    }
}
