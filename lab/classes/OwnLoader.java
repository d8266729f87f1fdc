package lab;

/** A class loader that defines what it is given; nothing is looked for anywhere else but in the JDK. */
final class OwnLoader extends ClassLoader {
    OwnLoader() {
        super(null);
    }

    Class<?> define(String name, byte[] bytes) {
        return defineClass(name, bytes, 0, bytes.length);
    }
}
