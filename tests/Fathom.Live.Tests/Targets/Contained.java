package fathomtest;

import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;

/** Lets its container's memory grow beside its own: usage KIND PATH, where PATH names nothing yet. */
public final class Contained {
    private static final int MIB = 1024 * 1024;
    private static final List<Object> KEPT = new ArrayList<>();

    private Contained() {
    }

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "idle":
                break;
            case "touch":
                KEPT.add(ByteBuffer.allocateDirect(200 * MIB));
                break;
            case "child":
                child(args[1]);
                break;
            case "file":
                write(args[1]);
                break;
            case "pipes":
                pipes();
                break;
            case "names":
                names(args[1]);
                break;
            default:
                throw new IllegalArgumentException(args[0]);
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            continue;
        }
    }

    private static void child(String path) throws Exception {
        String java = System.getProperty("java.home") + "/bin/java";
        Process child = new ProcessBuilder(java, "-Xmx32m", "-XX:MaxDirectMemorySize=256m", "-cp",
            System.getProperty("java.class.path"), Contained.class.getName(), "touch", path)
            .redirectInput(ProcessBuilder.Redirect.INHERIT).start();
        InputStream said = child.getInputStream();
        while (said.read() != '\n') {
            continue;
        }
        KEPT.add(child);
    }

    private static void write(String path) throws Exception {
        byte[] block = new byte[MIB];
        try (OutputStream to = Files.newOutputStream(Paths.get(path))) {
            for (int i = 0; i < 200; i++) {
                to.write(block);
            }
        }
    }

    private static void pipes() throws Exception {
        ByteBuffer block = ByteBuffer.allocateDirect(64 * 1024);
        for (int i = 0; i < 400; i++) {
            Pipe pipe = Pipe.open();
            pipe.sink().configureBlocking(false);
            block.clear();
            pipe.sink().write(block);
            KEPT.add(pipe);
        }
    }

    private static void names(String path) {
        for (int i = 0; i < 400_000; i++) {
            if (new File(path + i).exists()) {
                throw new IllegalStateException(path);
            }
        }
    }
}
