package lab;

import java.util.ArrayList;
import java.util.List;

/**
 * One class loader that defines a class for each request: code generation without a cache. Twin: the class is made once.
 */
final class ManyClasses extends Lab {
    static final int CLASSES = size("count", 15013, 30011);

    final OwnLoader loader = new OwnLoader();
    final List<Class<?>> kept = new ArrayList<Class<?>>();

    private ManyClasses(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new ManyClasses(args).run();
    }

    @Override
    void warmUp() {
        define("generated.Warm");
    }

    @Override
    void fault() {
        int classes = fixed() ? 1 : CLASSES;
        for (int i = 0; i < classes; i++)
            kept.add(define("generated.Mapper" + i));
        truth.put("made", CLASSES);
        truth.put("generated", classes);
    }

    private Class<?> define(String name) {
        String[] texts = new String[31];
        for (int i = 0; i < texts.length; i++)
            texts[i] = "column" + i;
        return loader.define(name, ClassBytes.named(name.replace('.', '/'), texts));
    }
}
