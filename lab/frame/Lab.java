package lab;

import java.io.File;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What every scenario shares: its phases, the line it prints at each, and its bounds. Written for JDK 8 and later.
 *
 * At a phase the program prints one line, PT phase | key=value ..., and waits for a newline, so that evidence is taken
 * while nothing moves. End of input ends the program: that is how it goes away when its driver was killed.
 */
abstract class Lab {
    /** No run may outlive its driver by more than this, whatever hangs. */
    static final int SECONDS = Integer.getInteger("lab.seconds", 150);

    final String variant;

    /** Ground truth that the scenario knows of itself, printed with each phase from the next one on. */
    final Map<String, Object> truth = new LinkedHashMap<String, Object>();

    private final List<File> files = new ArrayList<File>();

    Lab(String[] args) {
        variant = args.length > 0 ? args[0] : "leak";
    }

    final boolean fixed() {
        return variant.equals("fixed");
    }

    /** Uses once what the fault uses, so that loading classes does not count as growth. */
    abstract void warmUp() throws Exception;

    abstract void fault() throws Exception;

    /** Lets go of what the fault kept; the next collection may free it. */
    void drop() {
    }

    final void run() throws Exception {
        watch();
        warmUp();
        figures();
        point("A");
        fault();
        point("B");
        if ("1".equals(System.getProperty("gc"))) {
            collect();
            point("C");
        }
        if ("1".equals(System.getProperty("drop"))) {
            drop();
            collect();
            point("D");
        }
        System.exit(0);
    }

    /** A size from the command line, never above the bound that keeps the program under 1 GiB. */
    static int size(String name, int usual, int most) {
        int asked = Integer.getInteger(name, usual);
        if (asked < 1 || asked > most)
            throw new IllegalArgumentException(name + " is " + asked + ", not from 1 to " + most);
        return asked;
    }

    /** A file that is gone when the program is, however it ends. */
    final File file(File folder) throws IOException {
        return file(folder, ".tmp");
    }

    final synchronized File file(File folder, String ending) throws IOException {
        File file = File.createTempFile("fathom-lab-", ending, folder);
        files.add(file);
        return file;
    }

    private synchronized void removeFiles() {
        for (File file : files)
            file.delete();
    }

    private static void collect() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(200); // cleaners and finalizers run after the collection, in their own threads
        }
    }

    private void watch() {
        Runtime.getRuntime().addShutdownHook(new Thread("lab files") {
            @Override
            public void run() {
                removeFiles();
            }
        });
        Thread watchdog = new Thread("lab watchdog") {
            @Override
            public void run() {
                try {
                    Thread.sleep(SECONDS * 1000L);
                } catch (InterruptedException e) {
                    // nobody interrupts it; if somebody does, ending early is the safe side
                }
                removeFiles();
                Runtime.getRuntime().halt(3);
            }
        };
        watchdog.setDaemon(true);
        watchdog.start();
    }

    private void point(String phase) throws Exception {
        System.out.println("PT " + phase + " | " + figures());
        System.out.flush();
        int c = System.in.read();
        if (c == -1 || c == 'q')
            System.exit(0);
        while (c != '\n' && c != -1)
            c = System.in.read();
    }

    private String figures() {
        StringBuilder line = new StringBuilder();
        // Before JDK 9 only the bean's name tells the pid.
        add(line, "pid", ManagementFactory.getRuntimeMXBean().getName().split("@")[0]);
        add(line, "java", System.getProperty("java.version"));
        add(line, "variant", variant);
        for (Map.Entry<String, Object> fact : truth.entrySet())
            add(line, fact.getKey(), fact.getValue());
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class))
            add(line, "bp." + word(pool.getName()), pool.getCount() + "/" + pool.getMemoryUsed() / 1024 + "K");
        add(line, "heap", kib(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage()));
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans())
            if (pool.getType() == MemoryType.NON_HEAP)
                add(line, "pool." + word(pool.getName()), kib(pool.getUsage()));
        add(line, "classes", ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        add(line, "threads", ManagementFactory.getThreadMXBean().getThreadCount());
        return line.toString();
    }

    private static void add(StringBuilder line, String key, Object value) {
        line.append(line.length() == 0 ? "" : " ").append(key).append('=').append(value);
    }

    /** used/committed */
    private static String kib(MemoryUsage usage) {
        return usage.getUsed() / 1024 + "/" + usage.getCommitted() / 1024 + "K";
    }

    /** CodeHeap 'non-nmethods' and "mapped - 'non-volatile memory'" are not words. */
    private static String word(String name) {
        return name.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("-$", "");
    }
}
