package com.example;

import java.util.zip.Inflater;

/** Streams that local variables of a deep recursion referred to, before it returned; to read input leaves room on the stack that was theirs. */
public final class Left {
    static final int DEPTH = 251;

    static long sum;

    public static void main(String[] arguments) throws Exception {
        System.gc();
        // Whatever is called for the first time afterwards loads classes, and would write over what is left.
        System.out.println(Program.collections());
        String facts = "lostinflaters=" + 4 * DEPTH;
        sum = deep(DEPTH - 1);
        Program.stay(facts);
    }

    static long deep(int levels) {
        Inflater one = new Inflater(), two = new Inflater(), three = new Inflater(), four = new Inflater();
        long below = levels == 0 ? 0 : deep(levels - 1);
        return below + one.getTotalIn() + two.getTotalIn() + three.getTotalIn() + four.getTotalIn();
    }
}
