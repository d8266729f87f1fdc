package lab;

/**
 * Asks for classes that are not there, each by a name of its own: the loader keeps a lock for each name, in the heap.
 * Nothing native grows, so that nothing below the heap may be blamed. Twin: asks for one name again and again.
 */
final class MissingClasses extends Lab {
    static final int NAMES = size("count", 150011, 600011);

    private MissingClasses(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new MissingClasses(args).run();
    }

    @Override
    void warmUp() {
        ask("plugin.Missing");
    }

    @Override
    void fault() {
        int missed = 0;
        for (int i = 0; i < NAMES; i++)
            missed += ask(fixed() ? "plugin.Missing" : "plugin.Missing" + i);
        truth.put("made", NAMES);
        truth.put("missed", missed);
    }

    private static int ask(String name) {
        try {
            Class.forName(name);
            return 0;
        } catch (ClassNotFoundException e) {
            return 1;
        }
    }
}
