package lab;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * A file written to disk or to memory: -Dfolder says where. On a disk its pages are cache, dirty until they are written
 * ("clean" waits for that); in memory they are the file. Twin: writes the same bytes again and again to one place.
 */
final class FilesWritten extends Lab {
    static final int MIB = size("count", 211, 401);

    private FilesWritten(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new FilesWritten(args).run();
    }

    @Override
    void warmUp() throws IOException {
        write(1);
    }

    @Override
    void fault() throws IOException {
        write(MIB);
        truth.put("made", MIB);
    }

    private void write(int megabytes) throws IOException {
        byte[] page = new byte[1024 * 1024];
        java.util.Arrays.fill(page, (byte) 0x41);
        FileOutputStream out = new FileOutputStream(file(new File(System.getProperty("folder"))));
        for (int i = 0; i < megabytes; i++) {
            if (fixed())
                out.getChannel().position(0);
            out.write(page);
        }
        if (variant.equals("clean"))
            out.getFD().sync();
        out.close();
    }
}
