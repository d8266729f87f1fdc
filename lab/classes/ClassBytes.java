package lab;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Class files made at run time (JVM specification, chapter 4), so that a program can have as many classes as it likes.
 * Version 49: the verifier of that time infers types by itself and asks for no stack maps.
 */
final class ClassBytes {
    private static final int VERSION = 49;

    private ClassBytes() {
    }

    /** A class without members, whose constant pool holds texts that nothing uses. */
    static byte[] named(String name, String... texts) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            head(out, name, 5 + texts.length);
            for (String text : texts)
                utf8(out, text);
            self(out);
            out.writeShort(0); // methods
            out.writeShort(0); // attributes
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A class with one method, static double run(double), of as many steps: each adds to its argument where that is below
     * the number in the constant pool. Nothing folds, so that a compiler has work with every one.
     */
    static byte[] computing(String name, int steps) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            head(out, name, 10);
            utf8(out, "run");
            utf8(out, "(D)D");
            utf8(out, "Code");
            out.writeByte(6); // a double takes two numbers: 8 and 9
            out.writeDouble(1.7);
            self(out);
            out.writeShort(1); // methods
            method(out, steps);
            out.writeShort(0); // attributes
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void head(DataOutputStream out, String name, int constants) throws IOException {
        out.writeInt(0xCAFEBABE);
        out.writeInt(VERSION);
        out.writeShort(constants);
        utf8(out, name);
        type(out, 1);
        utf8(out, "java/lang/Object");
        type(out, 3);
    }

    private static void self(DataOutputStream out) throws IOException {
        out.writeShort(0x0021); // public, and invokespecial as of today
        out.writeShort(2);
        out.writeShort(4);
        out.writeShort(0); // interfaces
        out.writeShort(0); // fields
    }

    private static void method(DataOutputStream out, int steps) throws IOException {
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        for (int i = 0; i < steps; i++)
            step(new DataOutputStream(code));
        code.write(0x26); // dload_0
        code.write(0xaf); // dreturn
        out.writeShort(0x0009); // public static
        out.writeShort(5);
        out.writeShort(6);
        out.writeShort(1);
        out.writeShort(7);
        out.writeInt(12 + code.size());
        out.writeShort(4); // stack
        out.writeShort(2); // locals
        out.writeInt(code.size());
        code.writeTo(out);
        out.writeShort(0); // handlers
        out.writeShort(0); // attributes
    }

    private static void step(DataOutputStream code) throws IOException {
        code.writeByte(0x26); // dload_0
        code.writeByte(0x14); // ldc2_w
        code.writeShort(8);
        code.writeByte(0x98); // dcmpg
        code.writeByte(0x9d); // ifgt, over the addition
        code.writeShort(9);
        code.writeByte(0x26); // dload_0
        code.writeByte(0x14); // ldc2_w
        code.writeShort(8);
        code.writeByte(0x63); // dadd
        code.writeByte(0x47); // dstore_0
    }

    private static void utf8(DataOutputStream out, String text) throws IOException {
        out.writeByte(1);
        out.writeUTF(text);
    }

    private static void type(DataOutputStream out, int name) throws IOException {
        out.writeByte(7);
        out.writeShort(name);
    }
}
