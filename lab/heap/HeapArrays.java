package lab;

import java.util.ArrayList;
import java.util.List;

/** Arrays on the heap, dropped at once; "kept" keeps them. What matters is what the collector does with their memory. */
final class HeapArrays extends Lab {
    static final int ARRAYS = size("count", 5003, 10007);
    static final int SIZE = size("size", 100003, 1048576);

    final List<byte[]> kept = new ArrayList<byte[]>();
    byte[] last;

    private HeapArrays(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new HeapArrays(args).run();
    }

    @Override
    void warmUp() {
        last = new byte[64];
    }

    @Override
    void fault() throws InterruptedException {
        // Held all at once, so that the heap has to grow to their sum.
        for (int i = 0; i < ARRAYS; i++)
            kept.add(new byte[SIZE]);
        if (!Boolean.getBoolean("keep"))
            kept.clear();
        collect(Integer.getInteger("rounds", 0));
        truth.put("made", ARRAYS);
        truth.put("size", SIZE);
    }

    @Override
    void drop() {
        kept.clear();
    }

    /**
     * While ZGC of JDK 15 to 22 marks, what is used is seen in another view of the heap than before, and mapped there, too:
     * somebody has to use it just then.
     */
    private void collect(int rounds) throws InterruptedException {
        Thread user = new Thread("user") {
            @Override
            public void run() {
                while (!isInterrupted())
                    for (byte[] array : kept)
                        touch(array);
            }
        };
        if (rounds > 0)
            user.start();
        for (int i = 0; i < rounds; i++)
            System.gc();
        user.interrupt();
        user.join();
    }

    private static void touch(byte[] array) {
        for (int at = 0; at < array.length; at += 4096)
            array[at]++;
    }
}
