package lab;

import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Objects with a finalizer that waits, each owning an inflater: the one thread that runs finalizers stands still, and
 * everything behind it in the queue stays. Twin: each inflater is ended after its use, and the finalizer returns.
 */
final class FinalizerBlocked extends Lab {
    static final int OBJECTS = size("count", 5003, 10007);

    final byte[] packed = packed();
    final byte[] out = new byte[128];

    private FinalizerBlocked(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new FinalizerBlocked(args).run();
    }

    @Override
    void warmUp() throws DataFormatException {
        Inflater inflater = new Inflater(true);
        use(inflater);
        inflater.end();
    }

    @Override
    void fault() throws Exception {
        for (int i = 1; i <= OBJECTS; i++) {
            Guarded guarded = new Guarded(fixed());
            use(guarded.inflater);
            if (fixed())
                guarded.inflater.end();
            if (i % 1000 == 0 || i == OBJECTS)
                System.gc();
        }
        truth.put("made", OBJECTS);
    }

    private void use(Inflater inflater) throws DataFormatException {
        inflater.setInput(packed);
        inflater.inflate(out);
    }

    private static byte[] packed() {
        Deflater deflater = new Deflater(1, true);
        deflater.setInput(new byte[101]);
        deflater.finish();
        byte[] packed = new byte[256];
        deflater.deflate(packed);
        deflater.end();
        return packed;
    }

    static final class Guarded {
        final Inflater inflater = new Inflater(true);
        final boolean returns;

        Guarded(boolean returns) {
            this.returns = returns;
        }

        @Override
        @SuppressWarnings({"deprecation", "removal"})
        protected void finalize() throws InterruptedException {
            if (!returns)
                Thread.sleep(SECONDS * 1000L);
            inflater.end();
        }
    }
}
