/** A small JVM that stays until its starter closes stdin. */
public class Idle {
    public static void main(String[] args) throws Exception {
        System.out.println("ready");
        while (System.in.read() >= 0) { }
    }
}
