package com.example;

import java.lang.ref.WeakReference;
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

/**
 * Handles LIBRARY HOW: its objects in a global of the library (native), or as a long in Java objects that are kept by a
 * static list, by a local variable (stack), by a thread's variable (local), by references of native code (global), by
 * weak references only, or by nothing (dropped).
 */
public final class Handles {
    static final int COUNT = 2003;

    static final List<Handle> kept = new ArrayList<Handle>();
    static final List<WeakReference<Handle>> weak = new ArrayList<WeakReference<Handle>>();
    static final ThreadLocal<List<Handle>> own = new ThreadLocal<List<Handle>>();

    public static void main(String[] arguments) throws Exception {
        String library = arguments[0], how = arguments[1];
        Program.load(library);
        Program.load("refs");
        List<Handle> mine = new ArrayList<Handle>();
        if (how.equals("local"))
            own.set(new ArrayList<Handle>());
        System.gc();
        long before = Program.collections();
        for (int i = 0; i < COUNT; i++)
            if (how.equals("native"))
                keep(library);
            else
                keep(new Handle(make(library)), how, mine);
        // Collectors that move leave copies behind; what nobody keeps must stay where it is.
        boolean isGarbage = how.equals("weak") || how.equals("dropped");
        if (!isGarbage)
            System.gc();
        Program.stay("objects=" + COUNT + " block=3001 collections=" + (isGarbage ? Program.collections() - before : 0));
        System.out.println(mine.size());
    }

    static void keep(Handle handle, String how, List<Handle> mine) {
        if (how.equals("static"))
            kept.add(handle);
        else if (how.equals("stack"))
            mine.add(handle);
        else if (how.equals("local"))
            own.get().add(handle);
        else if (how.equals("global"))
            Many.refer(handle, 1);
        else if (how.equals("weak"))
            weak.add(new WeakReference<Handle>(handle));
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
