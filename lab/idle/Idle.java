package lab;

/** Does nothing, or with -Dcollect collects once: what it shows comes from its flags alone. */
final class Idle extends Lab {
    private Idle(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new Idle(args).run();
    }

    @Override
    void warmUp() {
    }

    @Override
    void fault() {
        if (Boolean.getBoolean("collect"))
            System.gc();
        truth.put("made", size("count", 1, 1));
    }
}
