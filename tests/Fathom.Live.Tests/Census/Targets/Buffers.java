package com.example;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import sun.misc.Unsafe;

/** A block of native memory as a library for large arrays keeps one. */
final class Block {
    final int length;
    final long address;

    Block(int length, long address) {
        this.length = length;
        this.address = address;
    }
}

/** Three ways to keep what Unsafe.allocateMemory gave. */
final class Blocks {
    static final int OBJECTS = 1013, OBJECT = 2011, BOXED = 1019, BOX = 3001, ADDRESSES = 1021, ADDRESS = 5003;

    static final Block[] objects = new Block[OBJECTS];
    static final List<Long> boxed = new ArrayList<Long>();
    static final long[] addresses = new long[ADDRESSES];

    private Blocks() {
    }

    static void fill(Unsafe unsafe) {
        for (int i = 0; i < OBJECTS; i++)
            objects[i] = new Block(OBJECT, block(unsafe, OBJECT));
        for (int i = 0; i < BOXED; i++)
            boxed.add(block(unsafe, BOX));
        for (int i = 0; i < ADDRESSES; i++)
            addresses[i] = block(unsafe, ADDRESS);
    }

    private static long block(Unsafe unsafe, int length) {
        long address = unsafe.allocateMemory(length);
        unsafe.setMemory(address, length, (byte) 'u');
        return address;
    }
}

/** Buffers direct | dropped | unsafe: direct buffers in a list or nowhere, or blocks of Unsafe. */
public final class Buffers {
    static final int BUFFERS = 509, BUFFER = 40009, SLICES = 307, SLICE = 20011, LARGES = 13, LARGE = 3000017;

    static final List<ByteBuffer> kept = new ArrayList<ByteBuffer>();
    static final List<ByteBuffer> slices = new ArrayList<ByteBuffer>();
    static final ByteBuffer[] large = new ByteBuffer[LARGES];

    public static void main(String[] arguments) throws Exception {
        boolean isUnsafe = arguments[0].equals("unsafe");
        if (isUnsafe) {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            Blocks.fill((Unsafe) field.get(null));
        }
        long before = Program.collections();
        for (int i = 0; i < BUFFERS && !isUnsafe; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
            if (arguments[0].equals("direct"))
                kept.add(buffer);
        }
        if (arguments[0].equals("direct"))
            keepOthers();
        if (isUnsafe)
            Program.stay("objects=" + Blocks.OBJECTS + " object=" + Blocks.OBJECT + " boxed=" + Blocks.boxed.size() + " box=" + Blocks.BOX
                + " addresses=" + Blocks.addresses.length + " address=" + Blocks.ADDRESS + " collections=" + (Program.collections() - before));
        else
            Program.stay("buffers=" + BUFFERS + " buffer=" + BUFFER + " slices=" + SLICES + " slice=" + SLICE
                + " larges=" + LARGES + " large=" + LARGE + " collections=" + (Program.collections() - before));
    }

    /** Views that do not begin where their block begins, and blocks that malloc maps singly. */
    static void keepOthers() {
        for (int i = 0; i < SLICES; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(SLICE);
            ((Buffer) buffer).position(4099);
            slices.add(buffer.slice());
        }
        for (int i = 0; i < LARGES; i++) {
            large[i] = ByteBuffer.allocateDirect(LARGE);
            for (int at = 0; at < LARGE; at += 4096)
                large[i].put(at, (byte) 1);
        }
    }
}
