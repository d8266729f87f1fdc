package lab;

import java.util.ArrayList;
import java.util.List;

/**
 * Classes made from data: what was a value has become a name. Each name is a symbol of the JVM for as long as a class has
 * it. Twin: the same classes, with the same few names in each.
 */
final class GeneratedNames extends Lab {
    static final int CLASSES = size("count", 1889, 1999);
    static final int NAMES = 601;

    final OwnLoader loader = new OwnLoader();
    final List<Class<?>> kept = new ArrayList<Class<?>>();

    private GeneratedNames(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new GeneratedNames(args).run();
    }

    @Override
    void warmUp() {
        kept.add(loader.define("rows.Warm", ClassBytes.named("rows/Warm", "customer")));
    }

    @Override
    void fault() {
        for (int i = 0; i < CLASSES; i++)
            kept.add(loader.define("rows.Row" + i, ClassBytes.named("rows/Row" + i, names(fixed() ? 0 : i))));
        truth.put("made", CLASSES);
        truth.put("names", fixed() ? NAMES : (long) CLASSES * NAMES);
    }

    private static String[] names(int row) {
        String[] names = new String[NAMES];
        for (int i = 0; i < NAMES; i++)
            names[i] = "customer_" + row + "_has_bought_article_" + i + "_and_pays_for_it_when_the_invoice_arrives_by_post";
        return names;
    }
}
