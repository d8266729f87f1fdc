package com.example;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** What each of these programs does: say once what it holds, then stay until its input ends. */
final class Program {
    private Program() {
    }

    /** @param facts key=value, parted by spaces */
    static void stay(String facts) throws Exception {
        System.out.println("ready " + facts);
        while (System.in.read() >= 0) {
            continue;
        }
    }

    static long collections() {
        long sum = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans())
            sum += Math.max(0, collector.getCollectionCount());
        return sum;
    }

    /** The libraries lie beside the classes. */
    static void load(String library) {
        System.load(System.getProperty("java.class.path") + "/lib" + library + ".so");
    }
}
