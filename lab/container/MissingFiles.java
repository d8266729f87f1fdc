package lab;

import java.io.File;
import java.io.IOException;

/** Asks for files that are not there: the kernel remembers each name it did not find. Twin: asks for one name. */
final class MissingFiles extends Lab {
    static final int NAMES = size("count", 400009, 800011);

    private MissingFiles(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new MissingFiles(args).run();
    }

    @Override
    void warmUp() throws IOException {
        new File("/var/tmp/missing").exists();
    }

    @Override
    void fault() throws IOException {
        File folder = file(new File("/var/tmp"));
        folder.delete();
        folder.mkdir();
        int found = 0;
        for (int i = 0; i < NAMES; i++)
            found += new File(folder, fixed() ? "missing" : "missing-" + i).exists() ? 1 : 0;
        truth.put("made", NAMES);
        truth.put("found", found);
    }
}
