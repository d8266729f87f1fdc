package lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Deflaters or inflaters that were used once and are kept: a pool without bound. Their native state stays whatever the
 * collector does. Twin: ends each.
 */
final class StreamsKept extends Lab {
    static final boolean DEFLATE = Boolean.getBoolean("deflate");
    static final int STREAMS = size("count", DEFLATE ? 601 : 6007, DEFLATE ? 2400 : 12000);

    final byte[] noise = noise(70001);
    final byte[] packed = pack(letters(64 * 1024));
    final byte[] out = new byte[256 * 1024];
    final List<Object> kept = new ArrayList<Object>();

    private StreamsKept(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new StreamsKept(args).run();
    }

    @Override
    void warmUp() throws DataFormatException {
        Inflater inflater = new Inflater(true);
        inflate(inflater);
        inflater.end();
    }

    @Override
    void fault() throws DataFormatException {
        for (int i = 0; i < STREAMS; i++)
            if (DEFLATE)
                deflater();
            else
                inflater();
        truth.put("made", STREAMS);
        truth.put("streams", kept.size());
    }

    @Override
    void drop() {
        kept.clear();
    }

    private void deflater() {
        Deflater deflater = new Deflater();
        deflater.setInput(noise);
        deflater.finish();
        while (!deflater.finished())
            deflater.deflate(out);
        if (fixed())
            deflater.end();
        else
            kept.add(deflater);
    }

    private void inflater() throws DataFormatException {
        Inflater inflater = new Inflater(true);
        inflate(inflater);
        if (fixed())
            inflater.end();
        else
            kept.add(inflater);
    }

    /** In one call, so that zlib needs its window: it is made when a call ends before the stream does. */
    private void inflate(Inflater inflater) throws DataFormatException {
        inflater.setInput(packed);
        inflater.inflate(out, 0, 32771);
    }

    private static byte[] pack(byte[] text) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(text);
        deflater.finish();
        byte[] packed = new byte[text.length];
        byte[] exact = new byte[deflater.deflate(packed)];
        System.arraycopy(packed, 0, exact, 0, exact.length);
        deflater.end();
        return exact;
    }

    /** Does not compress: every buffer of the deflater gets filled. */
    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(2).nextBytes(bytes);
        return bytes;
    }

    private static byte[] letters(int length) {
        Random random = new Random(1);
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++)
            text[i] = (byte) ('a' + random.nextInt(16));
        return text;
    }
}
