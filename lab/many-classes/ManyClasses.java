package lab;

import java.util.ArrayList;
import java.util.List;

/**
 * One class loader that defines a class for each request: code generation without a cache. "application" has as many classes, each with a name
 * of its own, as a large program has: by design. Twin: the class is made once.
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
            kept.add(define(variant.equals("application") ? "shop." + word(i) : "generated.Mapper" + i));
        truth.put("made", CLASSES);
        truth.put("generated", classes);
    }

    /** Letters for a number: nothing in such names says that one program made them all. */
    private static String word(int number) {
        StringBuilder word = new StringBuilder();
        for (int rest = number + 26 * 26 * 26; rest > 0; rest /= 26)
            word.append((char) ('a' + rest % 26));
        return word.toString();
    }

    private Class<?> define(String name) {
        // A class of an application has members and texts, and takes some kilobytes.
        String[] texts = new String[variant.equals("application") ? 401 : 31];
        for (int i = 0; i < texts.length; i++)
            texts[i] = "column" + i;
        return loader.define(name, ClassBytes.named(name.replace('.', '/'), texts));
    }
}
