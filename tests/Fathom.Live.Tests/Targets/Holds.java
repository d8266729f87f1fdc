package fathomtest;

import java.io.File;
import java.io.RandomAccessFile;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Holds direct and mapped buffers and what Netty would count, prints what its JVM says of itself for each line it reads. */
public class Holds {
    static final Object[] KEPT = new Object[100];

    public static void main(String[] arguments) throws Exception {
        for (int i = 0; i < 7; i++)
            KEPT[i] = ByteBuffer.allocateDirect(1000_000 + i);
        File file = File.createTempFile("fathom-mapped", null);
        try (RandomAccessFile open = new RandomAccessFile(file, "rw")) {
            open.setLength(3 << 20);
            KEPT[10] = open.getChannel().map(FileChannel.MapMode.READ_WRITE, 100, 1 << 20);
            KEPT[11] = open.getChannel().map(FileChannel.MapMode.READ_ONLY, 0, 2 << 20);
        }
        file.delete();
        for (int i = 0; i < 3000; i++)
            KEPT[20 + i % 50] = new byte[20_000];
        KEPT[90] = new byte[2 << 20];
        System.out.println(shaded.io.netty.util.internal.PlatformDependent.take(12_345_678));
        say();
        System.gc();
        say();
        System.out.println("ready");
        while (System.in.read() >= 0) {
            say();
            System.out.println("said");
        }
    }

    static void say() {
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class))
            if (pool.getName().indexOf(' ') < 0)
                System.out.println("buffers " + pool.getName() + " " + pool.getCount() + " " + pool.getMemoryUsed() + " " + pool.getTotalCapacity());
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans())
            System.out.println("pool " + pool.getName().replace(' ', '_') + " " + pool.getUsage().getCommitted() + " " + pool.getUsage().getUsed());
    }
}
