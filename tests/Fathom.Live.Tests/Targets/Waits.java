package fathomtest;

/** A JVM that does nothing until its input ends. The name of its main class is found nowhere else. */
public final class Waits {
    private Waits() {
    }

    public static void main(String[] args) throws Exception {
        System.out.println("ready");
        while (System.in.read() >= 0) {
            continue;
        }
    }
}
