import java.lang.foreign.*;
import java.lang.invoke.MethodHandle;

/** Takes memory by a foreign function: nothing of it goes through the JVM's own malloc. JDK 22 and later. */
public class Foreign {
    static void takeBlocks(MethodHandle malloc, int count, long size) throws Throwable {
        for (int i = 0; i < count; i++) {
            MemorySegment block = (MemorySegment) malloc.invokeExact(size); // the line that is looked for
            if (block.address() == 0)
                throw new OutOfMemoryError();
        }
    }

    public static void main(String[] arguments) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle malloc = linker.downcallHandle(linker.defaultLookup().find("malloc").get(),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        takeBlocks(malloc, 1, 16);
        System.out.println("ready");
        while (System.in.read() == '\n') {
            takeBlocks(malloc, 211, 1_000_003);
            System.out.println("ready");
        }
    }
}
