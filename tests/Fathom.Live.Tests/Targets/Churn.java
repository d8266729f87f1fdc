import java.lang.reflect.Field;
import java.util.Random;
import sun.misc.Unsafe;

/** Threads that take small blocks from malloc, give two of three back, and stay. */
public class Churn {
    static final int THREADS = 4, BLOCKS = 60_000;

    public static void main(String[] args) throws Exception {
        Field field = Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Unsafe unsafe = (Unsafe) field.get(null);
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            int seed = i;
            threads[i] = new Thread(() -> churn(unsafe, new Random(seed)));
            threads[i].start();
        }
        for (Thread thread : threads)
            thread.join();
        System.out.println("ready");
        while (System.in.read() >= 0) { }
    }

    static void churn(Unsafe unsafe, Random random) {
        long[] blocks = new long[BLOCKS];
        for (int i = 0; i < BLOCKS; i++) {
            long size = 16 + (1L << random.nextInt(13));
            blocks[i] = unsafe.allocateMemory(size);
            unsafe.setMemory(blocks[i], size, (byte) 1);
        }
        for (int i = 0; i < BLOCKS; i++)
            if (random.nextInt(3) != 0)
                unsafe.freeMemory(blocks[i]);
    }
}
