import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URLClassLoader;
import java.net.URL;
import java.util.zip.Deflater;

/** All that moves under a probe: classes that come and go, short threads, children, collections, streams; virtual threads where there are some. */
public class Churns {
    public static class Guest implements Runnable {
        @Override
        public void run() {
            Deflater deflater = new Deflater();
            deflater.setInput(new byte[256]);
            deflater.finish();
            deflater.deflate(new byte[512]);
            deflater.end();
        }
    }

    static void again(String name, Body body) {
        Thread thread = new Thread(() -> {
            while (true) {
                try {
                    body.run();
                } catch (Exception e) {
                    e.printStackTrace();
                    System.exit(3);
                }
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    interface Body { void run() throws Exception; }

    static byte[] bytes(String file) throws Exception {
        try (InputStream in = Churns.class.getResourceAsStream(file)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] part = new byte[4096];
            for (int n; (n = in.read(part)) > 0; ) out.write(part, 0, n);
            return out.toByteArray();
        }
    }

    public static void main(String[] arguments) throws Exception {
        byte[] guest = bytes("Churns$Guest.class");
        again("loads", () -> {
            ClassLoader loader = new ClassLoader(null) {
                @Override
                protected Class<?> findClass(String name) {
                    return defineClass(name, guest, 0, guest.length);
                }
            };
            ((Runnable) loader.loadClass("Churns$Guest").getDeclaredConstructor().newInstance()).run();
        });
        again("threads", () -> {
            Thread thread = new Thread(new Guest());
            thread.start();
            thread.join();
        });
        again("children", () -> {
            new ProcessBuilder("/bin/true").start().waitFor();
            Thread.sleep(5);
        });
        again("collects", () -> {
            System.gc();
            Thread.sleep(200);
        });
        try {
            java.lang.reflect.Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
            again("virtual", () -> ((Thread) start.invoke(null, new Guest())).join());
        } catch (NoSuchMethodException e) {
            // Before 21 there are none.
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {}
    }
}
