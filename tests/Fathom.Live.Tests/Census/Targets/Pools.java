package com.example;

import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** Pools selectors | jna JAR | netty JAR JAR | unpooled JAR JAR: native memory that the JDK or somebody's library has for its objects. */
public final class Pools {
    static final int SELECTORS = 97, MEMORIES = 211, MEMORY = 3001, BUFFERS = 47, BUFFER = 512 << 10, PAGE = 8192, ORDER = 7;

    static final List<Object> kept = new ArrayList<Object>();

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("selectors"))
            selectors();
        else if (arguments[0].equals("jna"))
            memories(loader(arguments));
        else if (arguments[0].equals("unpooled"))
            unpooled(loader(arguments));
        else
            buffers(loader(arguments));
    }

    static void selectors() throws Exception {
        for (int i = 0; i < SELECTORS; i++)
            kept.add(Selector.open());
        Program.stay("selectors=" + SELECTORS);
    }

    /** com.sun.jna.Memory. */
    static void memories(ClassLoader from) throws Exception {
        Class<?> memory = Class.forName("com.sun.jna.Memory", true, from);
        for (int i = 0; i < MEMORIES; i++)
            kept.add(memory.getConstructor(long.class).newInstance((long) MEMORY));
        Program.stay("memories=" + MEMORIES + " memory=" + MEMORY);
    }

    /** A pool of its own, with chunks of 1 MiB: it says itself how many it has. */
    static void buffers(ClassLoader from) throws Exception {
        Class<?> allocator = Class.forName("io.netty.buffer.PooledByteBufAllocator", true, from);
        Object pool = allocator.getConstructor(boolean.class, int.class, int.class, int.class, int.class).newInstance(true, 0, 1, PAGE, ORDER);
        kept.addAll(buffers(allocator, pool));
        Object metric = allocator.getMethod("metric").invoke(pool);
        long used = (Long) metric.getClass().getMethod("usedDirectMemory").invoke(metric);
        Program.stay("chunks=" + used / (PAGE << ORDER) + " chunk=" + (PAGE << ORDER));
    }

    static void unpooled(ClassLoader from) throws Exception {
        Class<?> allocator = Class.forName("io.netty.buffer.UnpooledByteBufAllocator", true, from);
        kept.addAll(buffers(allocator, allocator.getConstructor(boolean.class).newInstance(true)));
        Program.stay("buffers=" + BUFFERS + " buffer=" + BUFFER);
    }

    static List<Object> buffers(Class<?> allocator, Object pool) throws Exception {
        Method direct = allocator.getMethod("directBuffer", int.class);
        List<Object> buffers = new ArrayList<Object>();
        for (int i = 0; i < BUFFERS; i++)
            buffers.add(direct.invoke(pool, BUFFER));
        return buffers;
    }

    static ClassLoader loader(String[] arguments) throws Exception {
        List<URL> jars = new ArrayList<URL>();
        for (int i = 1; i < arguments.length; i++)
            jars.add(new File(arguments[i]).toURI().toURL());
        return new URLClassLoader(jars.toArray(new URL[0]));
    }
}
