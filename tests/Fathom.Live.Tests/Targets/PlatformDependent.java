package shaded.io.netty.util.internal;

import java.util.concurrent.atomic.AtomicLong;

/** The two statics of Netty's class of this name, as 4.1 has them. */
public final class PlatformDependent {
    private static final AtomicLong DIRECT_MEMORY_COUNTER = new AtomicLong();
    private static final long DIRECT_MEMORY_LIMIT = 987_654_321L;

    public static String take(long bytes) {
        return "netty " + DIRECT_MEMORY_COUNTER.addAndGet(bytes) + " " + DIRECT_MEMORY_LIMIT;
    }
}
