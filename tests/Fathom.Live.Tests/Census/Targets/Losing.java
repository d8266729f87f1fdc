package com.example;

/** Losing owned | plain: blocks lost or kept by a library in each way it knows, with pointers into it or with none. */
public final class Losing {
    static native String lose(boolean owned);

    public static void main(String[] arguments) throws Exception {
        Program.load("lost");
        Program.stay(lose(arguments[0].equals("owned")));
    }
}
