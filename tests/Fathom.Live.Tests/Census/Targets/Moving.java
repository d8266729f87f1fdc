package com.example;

import java.util.ArrayList;
import java.util.zip.Inflater;

/** Streams in a list that has a new array again and again: they are kept at any moment. */
public final class Moving {
    static final ArrayList<Object> streams = new ArrayList<Object>();

    public static void main(String[] arguments) throws Exception {
        for (int i = 0; i < 503; i++)
            streams.add(new Inflater());
        System.gc();
        long before = Program.collections();
        Thread thread = new Thread() {
            @Override
            public void run() {
                for (int i = 0; i < 40; i++) {
                    streams.add(null);
                    streams.remove(streams.size() - 1);
                    streams.trimToSize();
                    try {
                        Thread.sleep(50);
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            }
        };
        thread.setDaemon(true);
        thread.start();
        Program.stay("inflaters=503 collections=" + (Program.collections() - before));
    }
}
