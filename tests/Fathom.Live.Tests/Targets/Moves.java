package fathomtest;

import java.nio.ByteBuffer;
import java.util.Random;

/** Keeps N direct buffers, and between them what it drops and makes again: each collection has to move them. */
public class Moves {
    static ByteBuffer[] kept;
    static byte[][] between;

    public static void main(String[] args) {
        int n = Integer.parseInt(args[0]);
        Random random = new Random(1);
        kept = new ByteBuffer[n];
        between = new byte[n * 4][];
        for (int i = 0; i < between.length; i++) {
            if (i % 4 == 0)
                kept[i / 4] = ByteBuffer.allocateDirect(1);
            between[i] = new byte[100];
        }
        System.out.println("ready");
        while (true) {
            for (int i = 0; i < n; i++)
                between[random.nextInt(between.length)] = new byte[100];
            System.gc();
        }
    }
}
