package com.example;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Inflater;
import sun.misc.Unsafe;

/** Java objects that hold native memory: some are kept, in several ways, others were dropped and wait for a collection. */
public class Keeps {
    static final Unsafe UNSAFE = unsafe();

    /** An object of an application with an address in it. */
    static class Handle {
        final int tag = 7;
        final long address;
        Object more;

        Handle(long size) {
            address = UNSAFE.allocateMemory(size);
            UNSAFE.setMemory(address, size, (byte) 3);
        }
    }

    static class Registry {
        final Handle[] handles = new Handle[401];
    }

    static class Session {
        final Registry registry = new Registry();
    }

    static class Orphan {
        Orphan other;
        final List<Handle> handles = new ArrayList<>();
    }

    static Object[] filling;
    static Session session = new Session();
    static final ThreadLocal<List<Handle>> LOCAL = new ThreadLocal<>();

    public static void main(String[] arguments) throws Exception {
        for (int i = 0; i < 1009; i++)
            Cache.map.put(i, inflate());
        for (int i = 0; i < 37; i++)
            Cache.buffers.add(ByteBuffer.allocateDirect(1000));
        for (int i = 0; i < 211; i++)
            Cache.numbers.add(new Handle(2000).address);
        Cache.table = new long[307];
        for (int i = 0; i < Cache.table.length; i++)
            Cache.table[i] = new Handle(3000).address;
        for (int i = 0; i < session.registry.handles.length; i++)
            session.registry.handles[i] = new Handle(5000);
        for (int i = 0; i < 31; i++)
            Cache.slices.add(slice(ByteBuffer.allocateDirect(300_000)));
        Thread keeper = new Thread(Keeps::keep, "keeper");
        keeper.setDaemon(true);
        keeper.start();
        synchronized (LOCAL) {
            while (LOCAL_READY[0] == 0)
                LOCAL.wait();
        }
        System.gc();
        System.gc();
        Thread dropper = new Thread(Keeps::drop);
        dropper.start();
        dropper.join();
        System.out.println("said kept inflaters 1009 buffers 37 numbers 211 table 307 registry 401 slices 31 local 53");
        System.out.println("said dropped inflaters 503 buffers 23 orphans 97");
        fill(Integer.getInteger("fill", 0));
        System.out.println("ready");
        if (Boolean.getBoolean("churn"))
            new Thread(Keeps::churn).start();
        for (int c; (c = System.in.read()) >= 0;) if (c == '\n') System.out.println("pong");
    }

    static final int[] LOCAL_READY = new int[1];

    static void keep() {
        List<Handle> mine = new ArrayList<>();
        for (int i = 0; i < 53; i++)
            mine.add(new Handle(7000));
        LOCAL.set(mine);
        mine = null;
        try {
            synchronized (LOCAL) {
                LOCAL_READY[0] = 1;
                LOCAL.notifyAll();
                while (true)
                    LOCAL.wait();
            }
        } catch (InterruptedException e) {
        }
    }

    static void drop() {
        for (int i = 0; i < 503; i++)
            inflate();
        for (int i = 0; i < 23; i++)
            ByteBuffer.allocateDirect(11_000);
        // They refer to each other, and nobody to them.
        Orphan one = new Orphan(), two = new Orphan();
        one.other = two;
        two.other = one;
        for (int i = 0; i < 97; i++)
            (i % 2 == 0 ? one : two).handles.add(new Handle(9000));
    }

    /** Small objects, so many MiB of them. */
    static void fill(int mebibytes) {
        filling = new Object[mebibytes * 1024];
        for (int i = 0; i < filling.length; i++) {
            Object[] some = new Object[32];
            for (int j = 0; j < some.length; j++)
                some[j] = new Object[] {some};
            filling[i] = some;
        }
    }

    /** Garbage without end, so that collections never cease. */
    static void churn() {
        Object[] some = new Object[10_000];
        for (int i = 0; ; i = (i + 7) % some.length)
            some[i] = new byte[500];
    }

    static ByteBuffer slice(ByteBuffer buffer) {
        ((Buffer) buffer).position(64);
        return buffer.slice();
    }

    static Inflater inflate() {
        return new Inflater();
    }

    static Unsafe unsafe() {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}

class Cache {
    static final Map<Integer, Inflater> map = new HashMap<>();
    static final List<ByteBuffer> buffers = new ArrayList<>();
    static final List<ByteBuffer> slices = new ArrayList<>();
    static final List<Long> numbers = new ArrayList<>();
    static long[] table;
}
