package com.example;

import java.util.ArrayList;
import java.util.List;

/** An object of a native library, as a wrapper refers to it. */
final class Handle {
    final long peer;

    Handle(long peer) {
        this.peer = peer;
    }
}

/** Three libraries: C++ with its tables of functions exported, with none exported, and C with tables of operations. */
final class Widgets {
    static native long make();

    static native void keep();
}

final class Gadgets {
    static native long make();

    static native void keep();
}

final class Devices {
    static native long make();

    static native void keep();
}

/** Handles LIBRARY java | native: its objects as long in Java, or in a global of the library. */
public final class Handles {
    static final int COUNT = 2003;

    static final List<Handle> kept = new ArrayList<Handle>();

    public static void main(String[] arguments) throws Exception {
        String library = arguments[0];
        boolean inJava = arguments[1].equals("java");
        Program.load(library);
        for (int i = 0; i < COUNT; i++)
            if (inJava)
                kept.add(new Handle(make(library)));
            else
                keep(library);
        System.gc();
        Program.stay("objects=" + COUNT + " block=3001");
    }

    static long make(String library) {
        return library.equals("acme") ? Widgets.make() : library.equals("gadget") ? Gadgets.make() : Devices.make();
    }

    static void keep(String library) {
        if (library.equals("acme"))
            Widgets.keep();
        else if (library.equals("gadget"))
            Gadgets.keep();
        else
            Devices.keep();
    }
}
