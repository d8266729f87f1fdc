package com.example;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;

/** Three ways to keep a stream of zlib. */
final class Cache {
    static final Map<Integer, Inflater> map = new HashMap<Integer, Inflater>();
    static final List<GZIPInputStream> streams = new ArrayList<GZIPInputStream>();
    static Deflater[] deflaters;

    private Cache() {
    }
}

/** Streams KEPT DROPPED: hundredths of the full numbers that are kept, and that are referred to by nothing. */
public final class Streams {
    static final int INFLATERS = 1009, GZIPS = 307, DEFLATERS = 211;

    static byte[] packed;

    public static void main(String[] arguments) throws Exception {
        int kept = Integer.parseInt(arguments[0]), dropped = Integer.parseInt(arguments[1]);
        packed = pack();
        Cache.deflaters = new Deflater[DEFLATERS * kept / 100];
        make(0, INFLATERS * kept / 100, GZIPS * kept / 100, Cache.deflaters.length, true);
        // Collectors that move leave copies behind.
        System.gc();
        long before = Program.collections();
        make(INFLATERS * kept / 100, INFLATERS * dropped / 100, GZIPS * dropped / 100, DEFLATERS * dropped / 100, false);
        Program.stay("inflaters=" + Cache.map.size() + " gzips=" + Cache.streams.size() + " deflaters=" + Cache.deflaters.length
            + " lostinflaters=" + INFLATERS * dropped / 100 + " lostgzips=" + GZIPS * dropped / 100
            + " lostdeflaters=" + DEFLATERS * dropped / 100 + " collections=" + (Program.collections() - before));
    }

    static void make(int from, int inflaters, int gzips, int deflaters, boolean kept) throws Exception {
        for (int i = 0; i < inflaters; i++) {
            Inflater inflater = new Inflater();
            if (kept)
                Cache.map.put(from + i, inflater);
        }
        for (int i = 0; i < gzips; i++) {
            GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(packed));
            if (stream.read(new byte[1009]) <= 0)
                throw new IllegalStateException("nothing read");
            if (kept)
                Cache.streams.add(stream);
        }
        for (int i = 0; i < deflaters; i++) {
            Deflater deflater = new Deflater();
            deflater.setInput(packed, 0, 499);
            deflater.deflate(new byte[101]);
            if (kept)
                Cache.deflaters[i] = deflater;
        }
    }

    static byte[] pack() throws Exception {
        byte[] text = new byte[65537];
        Random random = new Random(7);
        for (int i = 0; i < text.length; i++)
            text[i] = (byte) ('a' + random.nextInt(16));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        GZIPOutputStream packing = new GZIPOutputStream(bytes);
        packing.write(text);
        packing.close();
        return bytes.toByteArray();
    }
}
