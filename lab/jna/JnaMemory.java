package lab;

import com.sun.jna.Memory;
import java.util.ArrayList;
import java.util.List;

/** Memory of JNA that is kept and never closed. Twin: closes each. */
final class JnaMemory extends Lab {
    static final int BLOCKS = size("count", 200003, 300007);
    static final int SIZE = 997;

    final List<Memory> kept = new ArrayList<Memory>();

    private JnaMemory(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new JnaMemory(args).run();
    }

    @Override
    void warmUp() {
        Memory block = new Memory(SIZE);
        block.setMemory(0, SIZE, (byte) 1);
        block.close();
    }

    @Override
    void fault() {
        for (int i = 0; i < BLOCKS; i++) {
            Memory block = new Memory(SIZE);
            block.setMemory(0, SIZE, (byte) 0x55);
            if (fixed())
                block.close();
            else
                kept.add(block);
        }
        truth.put("made", BLOCKS);
        truth.put("size", SIZE);
    }

    @Override
    void drop() {
        kept.clear();
    }
}
