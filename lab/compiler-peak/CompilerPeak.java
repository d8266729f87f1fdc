package lab;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;

/**
 * Methods of nearly the largest size that the compilers accept, made hot: compiling one takes tens of megabytes for
 * a moment. What is seen afterwards is a peak that is over. Twin: methods of a hundredth of the size.
 */
final class CompilerPeak extends Lab {
    static final int METHODS = size("count", 13, 31);
    /** 12 bytes each; HotSpot compiles methods up to 8,000 bytes (HugeMethodLimit). */
    static final int STEPS = 653;
    static final int CALLS = 12007;

    private CompilerPeak(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new CompilerPeak(args).run();
    }

    @Override
    void warmUp() throws Exception {
        heat("steps.Warm", 7);
    }

    @Override
    void fault() throws Exception {
        for (int i = 0; i < METHODS; i++)
            heat("steps.Steps" + i, fixed() ? STEPS / 100 : STEPS);
        settle();
        truth.put("made", METHODS);
    }

    private void heat(String name, int steps) throws Exception {
        byte[] bytes = ClassBytes.computing(name.replace('.', '/'), steps);
        Method run = new OwnLoader().define(name, bytes).getMethod("run", double.class);
        for (int i = 0; i < CALLS; i++)
            run.invoke(null, i / (double) CALLS);
    }

    /** Until the compilers have had nothing to do for a quarter of a second. */
    private static void settle() throws InterruptedException {
        long before = -1;
        for (int quiet = 0, waited = 0; quiet < 5 && waited < 160; waited++) {
            long spent = ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
            quiet = spent == before ? quiet + 1 : 0;
            before = spent;
            Thread.sleep(50);
        }
    }
}
