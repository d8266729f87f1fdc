// Contexts of the libraries that its arguments name, each used once: codecs zlib zstd brotli lz4 snappy. It says how many
// there are. The libraries are found as they run, by whichever loader has started it.
#include "target.h"
#include <dlfcn.h>

enum { LENGTH = 100003 };

static void *held[1000];
static int holds;
static unsigned char plain[LENGTH], packed[4 * LENGTH], out[4 * LENGTH];

static void *find(const char *library, const char *name) {
    return check(dlsym(check(dlopen(library, RTLD_NOW), library), name), name);
}

// What a library returns as size_t, int, or an address; whoever calls it knows.
typedef size_t (*call)();

static void keep(void *made) {
    held[holds++] = check(made, "context");
}

static void zlib(void) {
    struct stream {
        const unsigned char *next_in;
        unsigned avail_in;
        unsigned long total_in;
        unsigned char *next_out;
        unsigned avail_out;
        unsigned long total_out;
        const char *msg;
        void *state, *zalloc, *zfree, *opaque;
        int data_type;
        unsigned long adler, reserved;
    };
    const char *library = "libz.so.1";
    call deflate_init = (call)find(library, "deflateInit_"), deflate = (call)find(library, "deflate");
    call inflate_init = (call)find(library, "inflateInit_"), inflate = (call)find(library, "inflate");
    const char *version = ((const char *(*)(void))find(library, "zlibVersion"))();
    unsigned length = 0;
    for (int i = 0; i < 53; i++) {
        struct stream *stream = check(calloc(1, sizeof *stream), "calloc");
        keep(stream);
        deflate_init(stream, 6, version, (int)sizeof *stream);
        (stream->next_in = plain, stream->avail_in = LENGTH, stream->next_out = packed, stream->avail_out = sizeof packed);
        deflate(stream, 4);
        length = stream->total_out;
    }
    for (int i = 0; i < 59; i++) {
        struct stream *stream = check(calloc(1, sizeof *stream), "calloc");
        keep(stream);
        inflate_init(stream, version, (int)sizeof *stream);
        (stream->next_in = packed, stream->avail_in = length / 2, stream->next_out = out, stream->avail_out = sizeof out);
        inflate(stream, 0);
    }
    say("deflate", (void *)53, 53);
    say("inflate", (void *)59, 59);
}

static void zstd(void) {
    const char *library = "libzstd.so.1";
    void *(*create)(void) = (void *(*)(void))find(library, "ZSTD_createCCtx"), *(*uncreate)(void) = (void *(*)(void))find(library, "ZSTD_createDCtx");
    call compress = (call)find(library, "ZSTD_compressCCtx"), decompress = (call)find(library, "ZSTD_decompressDCtx");
    size_t length = 0;
    for (int i = 0; i < 31; i++) {
        keep(create());
        length = compress(held[holds - 1], packed, sizeof packed, plain, (size_t)LENGTH, 3);
    }
    for (int i = 0; i < 37; i++) {
        keep(uncreate());
        decompress(held[holds - 1], out, sizeof out, packed, length);
    }
    say("compress", (void *)31, 31);
    say("decompress", (void *)37, 37);
}

static void brotli(void) {
    const char *encoders = "libbrotlienc.so.1", *decoders = "libbrotlidec.so.1";
    void *(*create)(void *, void *, void *) = (void *(*)(void *, void *, void *))find(encoders, "BrotliEncoderCreateInstance");
    void *(*uncreate)(void *, void *, void *) = (void *(*)(void *, void *, void *))find(decoders, "BrotliDecoderCreateInstance");
    call set = (call)find(encoders, "BrotliEncoderSetParameter"), encode = (call)find(encoders, "BrotliEncoderCompressStream");
    call decode = (call)find(decoders, "BrotliDecoderDecompressStream");
    size_t length = 0;
    for (int i = 0; i < 43; i++) {
        keep(create(0, 0, 0));
        set(held[holds - 1], 1, 5);
        size_t in = LENGTH, left = sizeof packed;
        const unsigned char *from = plain;
        unsigned char *to = packed;
        encode(held[holds - 1], 1, &in, &from, &left, &to, &length);
    }
    for (int i = 0; i < 47; i++) {
        keep(uncreate(0, 0, 0));
        size_t in = length, left = LENGTH / 2, total;
        const unsigned char *from = packed;
        unsigned char *to = out;
        decode(held[holds - 1], &in, &from, &left, &to, &total);
    }
    say("encoder", (void *)43, 43);
    say("decoder", (void *)47, 47);
}

static void lz4(void) {
    const char *library = "liblz4.so.1";
    call create = (call)find(library, "LZ4F_createCompressionContext"), begin = (call)find(library, "LZ4F_compressBegin");
    call update = (call)find(library, "LZ4F_compressUpdate"), flush = (call)find(library, "LZ4F_flush");
    call uncreate = (call)find(library, "LZ4F_createDecompressionContext"), decompress = (call)find(library, "LZ4F_decompress");
    // LZ4F_preferences_t: its ninth word is the level; from 3 on another kind of stream is used.
    int level[14] = {0};
    size_t length = 0;
    for (int i = 0; i < 61; i++) {
        create(&held[holds], 100);
        level[8] = i < 41 ? 0 : 9;
        length = begin(held[holds], packed, sizeof packed, level);
        length += update(held[holds], packed + length, sizeof packed - length, plain, (size_t)LENGTH, 0);
        length += flush(held[holds], packed + length, sizeof packed - length, 0);
        holds++;
    }
    for (int i = 0; i < 67; i++) {
        uncreate(&held[holds], 100);
        size_t in = 2 * length / 3, room = sizeof out;
        decompress(held[holds], out, &room, packed, &in, 0);
        holds++;
    }
    say("framing", (void *)61, 61);
    say("unframing", (void *)67, 67);
}

static void snappy(void) {
    call compress = (call)find("libsnappy.so.1", "snappy_compress");
    for (int i = 0; i < 71; i++) {
        size_t room = sizeof packed;
        compress(plain, (size_t)LENGTH, packed, &room);
    }
}

// Locales of the C library, and what it has found for a name.
static void libc(void) {
    void *(*create)(int, const char *, void *) = (void *(*)(int, const char *, void *))find("libc.so.6", "newlocale");
    call look_up = (call)find("libc.so.6", "getaddrinfo");
    for (int i = 0; i < 29; i++)
        keep(create(0x1fbf, "C.UTF-8", 0));
    for (int i = 0; i < 73; i++)
        look_up(i % 2 ? "127.0.0.1" : "::1", "80", (void *)0, &held[holds++]);
    say("locales", (void *)29, 29);
    // One for each of TCP, UDP and raw sockets.
    say("addresses", (void *)(3 * 73), 3 * 73);
}

int main(int count, char **arguments) {
    static const struct {
        const char *name;
        void (*run)(void);
    } codecs[] = {{"zlib", zlib}, {"zstd", zstd}, {"brotli", brotli}, {"lz4", lz4}, {"snappy", snappy}, {"libc", libc}};
    srand(7);
    for (int i = 0; i < LENGTH; i++)
        plain[i] = 'a' + rand() % 16;
    for (int i = 1; i < count; i++)
        for (size_t each = 0; each < sizeof codecs / sizeof *codecs; each++)
            if (!strcmp(arguments[i], codecs[each].name))
                codecs[each].run();
    ready();
}
