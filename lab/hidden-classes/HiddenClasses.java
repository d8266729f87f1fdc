package lab;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup.ClassOption;

/**
 * A hidden class for each call. "strong" ties each to its loader, so that none is ever unloaded although nobody keeps it;
 * "weak" lets the next collection unload it. Twin: one is made and used again.
 */
final class HiddenClasses extends Lab {
    static final int CLASSES = size("count", 9001, 18013);

    final byte[] bytes = ClassBytes.named("lab/Template");
    Class<?> last;

    private HiddenClasses(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new HiddenClasses(args).run();
    }

    @Override
    void warmUp() throws IllegalAccessException {
        last = define();
    }

    @Override
    void fault() throws IllegalAccessException {
        int classes = fixed() ? 1 : CLASSES;
        for (int i = 0; i < classes; i++)
            last = define();
        truth.put("made", CLASSES);
        truth.put("hidden", classes);
    }

    @Override
    void drop() {
        last = null;
    }

    private Class<?> define() throws IllegalAccessException {
        MethodHandles.Lookup lookup = variant.equals("strong")
            ? MethodHandles.lookup().defineHiddenClass(bytes, false, ClassOption.STRONG)
            : MethodHandles.lookup().defineHiddenClass(bytes, false);
        return lookup.lookupClass();
    }
}
