package lab;

import java.lang.reflect.Field;
import sun.misc.Unsafe;

/**
 * Blocks from Unsafe.allocateMemory that nobody frees. "touched" writes every byte; "untouched" writes none, so that
 * the kernel gives no page: committed by every count, resident by none. Twin: writes and frees each.
 */
final class UnsafeMemory extends Lab {
    static final int BLOCKS = size("count", 307, 500009);
    static final int SIZE = size("size", 1048573, 1048576);

    final Unsafe unsafe = unsafe();
    final long[] kept = new long[BLOCKS];

    private UnsafeMemory(String[] args) throws Exception {
        super(args);
        if ((long) BLOCKS * SIZE > 640L * 1024 * 1024)
            throw new IllegalArgumentException("count times size is above 640 MiB");
    }

    public static void main(String[] args) throws Exception {
        new UnsafeMemory(args).run();
    }

    @Override
    void warmUp() {
        long block = unsafe.allocateMemory(64);
        unsafe.setMemory(block, 64, (byte) 1);
        unsafe.freeMemory(block);
    }

    @Override
    void fault() {
        int alive = 0;
        for (int i = 0; i < BLOCKS; i++) {
            long block = unsafe.allocateMemory(SIZE);
            if (!variant.equals("untouched"))
                unsafe.setMemory(block, SIZE, (byte) 0x55);
            if (fixed())
                unsafe.freeMemory(block);
            else
                kept[alive++] = block;
        }
        truth.put("made", BLOCKS);
        truth.put("kept", alive);
        truth.put("size", SIZE);
    }

    /** What forgetting an address leaves behind: nothing can free these blocks any more. */
    @Override
    void drop() {
        java.util.Arrays.fill(kept, 0);
    }

    private static Unsafe unsafe() throws Exception {
        Field field = Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        return (Unsafe) field.get(null);
    }
}
