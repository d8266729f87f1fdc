package lab;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** An upcall stub for each call into a library, in the global arena: code that is never given back. Twin: one stub. */
final class FfmUpcalls extends Lab {
    static final int STUBS = size("count", 40009, 60013);

    MemorySegment last;

    private FfmUpcalls(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new FfmUpcalls(args).run();
    }

    static int compare(int a, int b) {
        return Integer.compare(a, b);
    }

    @Override
    void warmUp() throws Exception {
        last = stub();
    }

    @Override
    void fault() throws Exception {
        int stubs = fixed() ? 1 : STUBS;
        for (int i = 0; i < stubs; i++)
            last = stub();
        truth.put("made", STUBS);
        truth.put("stubs", stubs);
    }

    private static MemorySegment stub() throws Exception {
        MethodHandle target = MethodHandles.lookup().findStatic(FfmUpcalls.class, "compare",
            MethodType.methodType(int.class, int.class, int.class));
        FunctionDescriptor shape =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        return Linker.nativeLinker().upcallStub(target, shape, Arena.global());
    }
}
