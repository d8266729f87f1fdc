package lab;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** A child process with memory of its own, charged to the same container. Twin: a child that needs next to none. */
final class ChildProcess extends Lab {
    static final int MIB = size("count", 211, 401);

    private ChildProcess(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        if (args[0].equals("child")) {
            System.out.write('!');
            System.out.flush();
            // Ends with its parent.
            while (System.in.read() != -1) {
            }
        } else
            new ChildProcess(args).run();
    }

    @Override
    void warmUp() {
    }

    @Override
    void fault() throws IOException {
        String heap = (fixed() ? 8 : MIB) + "m";
        Process child = new ProcessBuilder(
            System.getProperty("java.home") + File.separator + "bin" + File.separator + "java", "-Xms" + heap,
            "-Xmx" + heap, "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
            System.getProperty("java.class.path"), "lab.ChildProcess", "child")
            .redirectError(Redirect.INHERIT).start();
        if (child.getInputStream().read() != '!')
            throw new IOException("the child did not start");
        truth.put("made", MIB);
    }
}
