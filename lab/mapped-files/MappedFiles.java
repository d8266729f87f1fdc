package lab;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Pieces of one large file, each mapped, touched and kept: read, written, or written privately, which makes anonymous
 * memory under the file's name. Twin: reads the same bytes through one small buffer.
 */
final class MappedFiles extends Lab {
    static final int MAPS = size("count", 11, 23);
    static final int SIZE = 29 * 1024 * 1024;

    final List<MappedByteBuffer> kept = new ArrayList<MappedByteBuffer>();
    FileChannel channel;

    private MappedFiles(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new MappedFiles(args).run();
    }

    @Override
    void warmUp() throws IOException {
        File big = file(null);
        RandomAccessFile file = new RandomAccessFile(big, "rw");
        file.setLength((long) MAPS * SIZE);
        channel = file.getChannel();
        read(0, 4096, 4096);
    }

    @Override
    void fault() throws IOException {
        for (int i = 0; i < MAPS; i++)
            if (fixed())
                read((long) i * SIZE, SIZE, 64 * 1024);
            else
                touch(channel.map(mode(), (long) i * SIZE, SIZE));
        truth.put("made", MAPS);
        truth.put("maps", kept.size());
        truth.put("size", SIZE);
    }

    @Override
    void drop() {
        kept.clear();
    }

    private MapMode mode() {
        return variant.equals("read") ? MapMode.READ_ONLY
            : variant.equals("private") ? MapMode.PRIVATE : MapMode.READ_WRITE;
    }

    private void touch(MappedByteBuffer map) {
        int sum = 0;
        for (int at = 0; at < SIZE; at += 4096)
            if (variant.equals("read"))
                sum += map.get(at);
            else
                map.put(at, (byte) 0x55);
        truth.put("sum", sum);
        kept.add(map);
    }

    private void read(long from, int length, int window) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(window);
        for (long at = from; at < from + length; at += window) {
            ((Buffer) buffer).clear();
            channel.read(buffer, at);
        }
    }
}
