package com.example;

/** Codecs zstd | sqlite | lz4 | brotli | ssl: what a C library holds of another one, and what that one says of itself. */
public final class Codecs {
    static native String fill();

    public static void main(String[] arguments) throws Exception {
        Program.load("holds" + arguments[0]);
        Program.stay(fill());
    }
}
