package lab;

/** Texts that are interned and kept: an entry of the JVM's string table for each. Twin: keeps them without interning. */
final class InternedStrings extends Lab {
    static final int STRINGS = size("count", 1500007, 2500009);

    String[] kept = new String[STRINGS];

    private InternedStrings(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new InternedStrings(args).run();
    }

    @Override
    void warmUp() {
        kept[0] = "warm".concat("up").intern();
    }

    @Override
    void fault() {
        for (int i = 0; i < STRINGS; i++) {
            String text = "key-" + i;
            kept[i] = fixed() ? text : text.intern();
        }
        truth.put("made", STRINGS);
        truth.put("interned", fixed() ? 0 : STRINGS);
    }

    @Override
    void drop() {
        kept = null;
    }
}
