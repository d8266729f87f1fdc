package lab;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A class loader for each jar, asked for one resource and kept open: the file descriptor, the table of entries and one
 * cached inflater of each jar stay. Twin: closes each loader.
 */
final class JarsUnclosed extends Lab {
    static final int JARS = size("count", 401, 800);
    static final int ENTRIES = 199;

    final List<File> jars = new ArrayList<File>();
    final List<URLClassLoader> kept = new ArrayList<URLClassLoader>();

    private JarsUnclosed(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new JarsUnclosed(args).run();
    }

    @Override
    void warmUp() throws IOException {
        byte[] jar = jar();
        for (int i = 0; i <= JARS; i++)
            jars.add(copy(jar));
        URLClassLoader loader = loader(jars.get(JARS));
        read(loader);
        loader.close();
    }

    @Override
    void fault() throws IOException {
        for (int i = 0; i < JARS; i++) {
            URLClassLoader loader = loader(jars.get(i));
            read(loader);
            if (fixed())
                loader.close();
            else
                kept.add(loader);
        }
        truth.put("made", JARS);
        truth.put("jars", kept.size());
    }

    @Override
    void drop() {
        kept.clear();
    }

    private static URLClassLoader loader(File jar) throws IOException {
        return new URLClassLoader(new URL[] {jar.toURI().toURL()}, null);
    }

    private static void read(URLClassLoader loader) throws IOException {
        InputStream resource = loader.getResourceAsStream("text/entry-101.txt");
        byte[] window = new byte[512];
        while (resource.read(window) != -1) {
        }
        resource.close();
    }

    private File copy(byte[] jar) throws IOException {
        File file = file(null, ".jar");
        FileOutputStream out = new FileOutputStream(file);
        out.write(jar);
        out.close();
        return file;
    }

    private static byte[] jar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ZipOutputStream zip = new ZipOutputStream(bytes);
        for (int i = 0; i < ENTRIES; i++) {
            zip.putNextEntry(new ZipEntry("text/entry-" + i + ".txt"));
            if (i == 101)
                zip.write(new byte[4099]);
            zip.closeEntry();
        }
        zip.close();
        return bytes.toByteArray();
    }
}
