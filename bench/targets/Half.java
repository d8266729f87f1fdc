import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Half MEAN MALLOC HEAP: MALLOC MiB of malloc blocks of MEAN bytes, each held by an object, beside HEAP MiB of an ordinary Java heap. */
public class Half {
    static final class Block {
        final long address;

        Block(long size) {
            address = memory.allocateMemory(size);
            memory.setMemory(address, size, (byte) 1);
        }
    }

    static sun.misc.Unsafe memory;
    static final List<Block> blocks = new ArrayList<>();
    static final Map<String, List<Object>> orders = new HashMap<>();

    public static void main(String[] args) throws Exception {
        var field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        memory = (sun.misc.Unsafe) field.get(null);
        int mean = Integer.parseInt(args[0]);
        long malloc = Long.parseLong(args[1]) << 20, heap = Long.parseLong(args[2]) << 20, seed = 1;
        for (long sum = 0; sum < malloc; ) {
            seed = seed * 6364136223846793005L + 1442695040888963407L;
            long size = mean / 2 + (seed >>> 33) % mean;
            blocks.add(new Block(size));
            sum += size;
        }
        // Some 760 bytes an order: strings, boxed numbers, lists and a little array, as heaps are made of.
        Runtime runtime = Runtime.getRuntime();
        for (long i = 0; runtime.totalMemory() - runtime.freeMemory() < heap || i % 1000 != 0; i++) {
            List<Object> lines = new ArrayList<>();
            for (int k = 0; k < 4; k++)
                lines.add(Map.entry("product " + (i * 4 + k), Long.valueOf(i << 20)));
            lines.add(new byte[64 + (int) (i & 127)]);
            orders.put("order " + i, lines);
        }
        System.gc();
        System.out.println("ready");
        while (System.in.read() >= 0) { }
    }
}
