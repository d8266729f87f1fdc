package lab;

import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/** The lambda metafactory called for each request: a class each time, for the same method. Twin: one call site. */
final class LambdasKept extends Lab {
    static final int LAMBDAS = size("count", 9001, 18013);

    final List<Object> kept = new ArrayList<Object>();

    private LambdasKept(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new LambdasKept(args).run();
    }

    static void work() {
    }

    @Override
    void warmUp() throws Exception {
        try {
            kept.add(site().getTarget().invoke());
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    void fault() throws Exception {
        MethodHandle shared = site().getTarget();
        for (int i = 0; i < LAMBDAS; i++)
            kept.add(fixed() ? shared : site());
        truth.put("made", LAMBDAS);
        truth.put("sites", fixed() ? 1 : LAMBDAS);
    }

    @Override
    void drop() {
        kept.clear();
    }

    private static CallSite site() throws Exception {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodType nothing = MethodType.methodType(void.class);
        return LambdaMetafactory.metafactory(lookup, "run", MethodType.methodType(Runnable.class), nothing,
            lookup.findStatic(LambdasKept.class, "work", nothing), nothing);
    }
}
