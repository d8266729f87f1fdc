package lab;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** Selectors that are opened and never closed: descriptors, and room for events of each. Twin: closes each. */
final class Selectors extends Lab {
    static final int SELECTORS = size("count", 401, 1201);

    final List<Selector> kept = new ArrayList<Selector>();

    private Selectors(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new Selectors(args).run();
    }

    @Override
    void warmUp() throws IOException {
        Selector.open().close();
    }

    @Override
    void fault() throws IOException {
        for (int i = 0; i < SELECTORS; i++) {
            Selector selector = Selector.open();
            selector.selectNow();
            if (fixed())
                selector.close();
            else
                kept.add(selector);
        }
        truth.put("made", SELECTORS);
        truth.put("selectors", kept.size());
    }

    @Override
    void drop() {
        kept.clear();
    }
}
