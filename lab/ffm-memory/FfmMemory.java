package lab;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Segments in arenas that nobody closes. "shared" and "global" are lost with the arena object, "auto" waits for
 * a collection, "malloc" calls the C library and belongs to no arena. Twin: each in a confined arena that is closed.
 */
final class FfmMemory extends Lab {
    static final int SEGMENTS = size("count", 307, 300007);
    static final int SIZE = size("size", 1048573, 1048576);

    final MethodHandle malloc = malloc();
    MemorySegment last;

    private FfmMemory(String[] args) {
        super(args);
        if ((long) SEGMENTS * SIZE > 640L * 1024 * 1024)
            throw new IllegalArgumentException("count times size is above 640 MiB");
    }

    public static void main(String[] args) throws Exception {
        new FfmMemory(args).run();
    }

    @Override
    void warmUp() throws Exception {
        confined();
        try (Arena arena = Arena.ofShared()) {
            last = arena.allocate(64).fill((byte) 1);
        }
        last = Arena.ofAuto().allocate(64).fill((byte) 1);
        call(64).fill((byte) 1);
    }

    @Override
    void fault() throws Exception {
        for (int i = 0; i < SEGMENTS; i++)
            if (fixed())
                confined();
            else
                last = segment().fill((byte) 0x55);
        truth.put("made", SEGMENTS);
        truth.put("size", SIZE);
    }

    @Override
    void drop() {
        last = null;
    }

    private MemorySegment segment() {
        return switch (variant) {
            case "global" -> Arena.global().allocate(SIZE);
            case "auto" -> Arena.ofAuto().allocate(SIZE);
            case "malloc" -> call(SIZE);
            default -> Arena.ofShared().allocate(SIZE);
        };
    }

    private void confined() {
        try (Arena arena = Arena.ofConfined()) {
            arena.allocate(SIZE).fill((byte) 0x55);
        }
    }

    private MemorySegment call(long size) {
        try {
            return ((MemorySegment) malloc.invokeExact(size)).reinterpret(size);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle malloc() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find("malloc").orElseThrow(),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    }
}
