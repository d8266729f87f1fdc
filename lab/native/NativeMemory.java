package lab;

import java.io.File;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Faults of a native library (leaks.c), one for each value of -Dkind. What the library took is invisible to the heap and,
 * but for what JNI itself hands out, to the JVM's own count. Twin: gives each back.
 */
final class NativeMemory extends Lab {
    static final String KIND = System.getProperty("kind", "blocks");
    static final int COUNT = size("count", 250007, 300007);
    static final int SIZE = size("size", 997, 3 * 1024 * 1024);
    /** References for each time: a block of the JVM's storage holds 64. */
    static final int REFERENCES = 997;

    final String line = new String(new char[991]).replace('\0', 'q');
    final List<ByteBuffer> buffers = new ArrayList<ByteBuffer>();
    long[] handles = new long[COUNT];

    private NativeMemory(String[] args) {
        super(args);
        if ((long) COUNT * SIZE > 640L * 1024 * 1024)
            throw new IllegalArgumentException("count times size is above 640 MiB");
    }

    public static void main(String[] args) throws Exception {
        // The library lies beside the classes.
        System.load(new File(System.getProperty("java.class.path").split(File.pathSeparator)[0], "liblableaks.so").getPath());
        new NativeMemory(args).run();
    }

    @Override
    void warmUp() {
        balance(1, 64);
        text(line, 1, true);
        buffer(64);
    }

    @Override
    void fault() {
        truth.put("made", made());
        truth.put("size", SIZE);
    }

    @Override
    void drop() {
        handles = null;
        buffers.clear();
    }

    private int made() {
        switch (KIND) {
            case "blocks":
                return fixed() ? balance(COUNT, SIZE) : variant.equals("kept") ? keep(COUNT, SIZE) : lose(COUNT, SIZE);
            case "mmap":
                return map(COUNT, SIZE, fixed() ? 1 : 0);
            case "lazy":
                return map(COUNT, SIZE, fixed() ? 1 : 2);
            case "references":
                return refer(line, COUNT * REFERENCES, variant.equals("weak"), fixed()) / REFERENCES;
            case "copies":
                return variant.equals("arrays") ? elements(new byte[991], COUNT, false) : text(line, COUNT, fixed());
            case "buffers":
                return buffers();
            case "zlib":
                return zlib(COUNT, fixed());
            case "zstd":
                return zstd(handles, COUNT, fixed());
            case "sqlite":
                return sqlite(handles, COUNT, fixed());
            default:
                throw new IllegalArgumentException(KIND);
        }
    }

    private int buffers() {
        for (int i = 0; i < COUNT; i++) {
            ByteBuffer buffer = buffer(SIZE);
            if (fixed())
                freeBuffer(buffer);
            else
                buffers.add(buffer);
        }
        return COUNT;
    }

    static native int lose(int n, int size);

    static native int keep(int n, int size);

    static native int balance(int n, int size);

    /** Fate: 0 is left as it is, 1 is unmapped, 2 is given to the kernel to take when it likes. */
    static native int map(int n, int size, int fate);

    static native int refer(Object object, int n, boolean weak, boolean end);

    static native int text(String text, int n, boolean end);

    static native int elements(byte[] bytes, int n, boolean end);

    static native ByteBuffer buffer(int size);

    static native void freeBuffer(ByteBuffer buffer);

    static native int zlib(int n, boolean end);

    static native int zstd(long[] handles, int n, boolean end);

    static native int sqlite(long[] handles, int n, boolean end);
}
