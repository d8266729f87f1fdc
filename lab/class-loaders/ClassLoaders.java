package lab;

import java.util.ArrayList;
import java.util.List;

/** A class loader for each request, defining the same class, and kept by it. Twin: one loader for all. */
final class ClassLoaders extends Lab {
    static final int LOADERS = size("count", 6007, 12007);
    static final String NAME = "plugin.Session";

    final byte[] bytes = ClassBytes.named("plugin/Session");
    final List<Object> kept = new ArrayList<Object>();

    private ClassLoaders(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new ClassLoaders(args).run();
    }

    @Override
    void warmUp() {
        new OwnLoader().define(NAME, bytes);
    }

    @Override
    void fault() throws Exception {
        Class<?> shared = new OwnLoader().define(NAME, bytes);
        for (int i = 0; i < LOADERS; i++)
            kept.add(fixed() ? shared : new OwnLoader().define(NAME, bytes));
        truth.put("made", LOADERS);
        truth.put("loaders", fixed() ? 1 : LOADERS);
    }

    @Override
    void drop() {
        kept.clear();
    }
}
