package com.example;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** A class of which each loader makes its own. */
class Loaded {
    static final Object own = new Object();
}

final class Loader extends ClassLoader {
    private final byte[] bytes;

    Loader(byte[] bytes) {
        super(null);
        this.bytes = bytes;
    }

    @Override
    protected Class<?> findClass(String name) {
        return defineClass(name, bytes, 0, bytes.length);
    }
}

/** Many refs | threads | loaders: what HotSpot itself keeps for each of these. */
public final class Many {
    static final int REFERENCES = 20011, THREADS = 199, LOADERS = 293;

    static final List<Object> kept = new ArrayList<Object>();

    static native void refer(Object to, int times);

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("refs")) {
            Program.load("refs");
            refer(new Object(), REFERENCES);
            Program.stay("references=" + REFERENCES);
        } else if (arguments[0].equals("threads")) {
            park();
            Program.stay("threads=" + THREADS);
        } else {
            byte[] bytes = bytes();
            for (int i = 0; i < LOADERS; i++)
                kept.add(Class.forName("com.example.Loaded", true, new Loader(bytes)).getDeclaredConstructor());
            Program.stay("loaders=" + LOADERS);
        }
    }

    static void park() throws Exception {
        final CountDownLatch started = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread("leaked-pool-1-thread-" + i) {
                @Override
                public void run() {
                    started.countDown();
                    while (true)
                        LockSupport.park();
                }
            };
            thread.setDaemon(true);
            thread.start();
            kept.add(thread);
        }
        started.await();
    }

    static byte[] bytes() throws Exception {
        InputStream stream = Many.class.getResourceAsStream("Loaded.class");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = stream.read(); b >= 0; b = stream.read())
            bytes.write(b);
        stream.close();
        return bytes.toByteArray();
    }
}
