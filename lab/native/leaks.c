// What a careless native library does to the JVM that loads it: blocks, mappings, references and copies that nobody
// gives back, and streams of other libraries that are never ended. Each function does its fault n times.
//
// zlib, zstd and sqlite are opened at run time, by their declared interfaces: nothing but a compiler and jni.h is needed.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <jni.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#ifdef __x86_64__
// Made here, the library also runs in roots with an older glibc: since 2.34 the functions have a second version.
__asm__(".symver dlopen, dlopen@GLIBC_2.2.5");
__asm__(".symver dlsym, dlsym@GLIBC_2.2.5");
#endif

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_lab_NativeMemory_##name

// ---- malloc

struct record {
    void (*release)(struct record *); // points into this library, as a vtable would
    struct record *next;
    long id;
    char text[];
};

static struct record *first;

static void release(struct record *record) { free(record); }

static struct record *make(long id, size_t size) {
    struct record *record = malloc(size);
    if (!record)
        return NULL;
    memset(record, 0x41, size);
    record->release = release;
    record->next = NULL;
    record->id = id;
    memcpy(record->text, "session of customer", sizeof "session of customer");
    return record;
}

NATIVE(jint, lose)(JNIEnv *env, jclass self, jint n, jint size) {
    (void)env, (void)self;
    int made = 0;
    for (int i = 0; i < n; i++)
        made += make(i, (size_t)size) != NULL;
    return made;
}

NATIVE(jint, keep)(JNIEnv *env, jclass self, jint n, jint size) {
    (void)env, (void)self;
    for (int i = 0; i < n; i++) {
        struct record *record = make(i, (size_t)size);
        if (!record)
            return i;
        record->next = first;
        first = record;
    }
    return n;
}

NATIVE(jint, balance)(JNIEnv *env, jclass self, jint n, jint size) {
    (void)env, (void)self;
    int made = 0;
    for (int i = 0; i < n; i++) {
        struct record *record = make(i, (size_t)size);
        made += record != NULL;
        free(record);
    }
    return made;
}

// ---- mmap

NATIVE(jint, map)(JNIEnv *env, jclass self, jint n, jint size, jint fate) {
    (void)env, (void)self;
    int made = 0;
    for (int i = 0; i < n; i++) {
        char *at = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (at == MAP_FAILED)
            return made;
        memset(at, 0x41, (size_t)size);
        made++;
        if (fate == 1)
            munmap(at, (size_t)size);
        if (fate == 2)
            madvise(at, (size_t)size, MADV_FREE);
    }
    return made;
}

// ---- what JNI itself hands out

NATIVE(jint, refer)(JNIEnv *env, jclass self, jobject object, jint n, jboolean weak, jboolean end) {
    (void)self;
    for (int i = 0; i < n; i++)
        if (weak) {
            jweak reference = (*env)->NewWeakGlobalRef(env, object);
            if (end)
                (*env)->DeleteWeakGlobalRef(env, reference);
        } else {
            jobject reference = (*env)->NewGlobalRef(env, object);
            if (end)
                (*env)->DeleteGlobalRef(env, reference);
        }
    return n;
}

NATIVE(jint, text)(JNIEnv *env, jclass self, jstring text, jint n, jboolean end) {
    (void)self;
    for (int i = 0; i < n; i++) {
        const char *copy = (*env)->GetStringUTFChars(env, text, NULL);
        if (!copy)
            return i;
        if (end)
            (*env)->ReleaseStringUTFChars(env, text, copy);
    }
    return n;
}

NATIVE(jint, elements)(JNIEnv *env, jclass self, jbyteArray bytes, jint n, jboolean end) {
    (void)self;
    for (int i = 0; i < n; i++) {
        jbyte *copy = (*env)->GetByteArrayElements(env, bytes, NULL);
        if (!copy)
            return i;
        if (end)
            (*env)->ReleaseByteArrayElements(env, bytes, copy, JNI_ABORT);
    }
    return n;
}

NATIVE(jobject, buffer)(JNIEnv *env, jclass self, jint size) {
    (void)self;
    void *block = malloc((size_t)size);
    if (!block)
        return NULL;
    memset(block, 0x41, (size_t)size);
    return (*env)->NewDirectByteBuffer(env, block, size);
}

NATIVE(void, freeBuffer)(JNIEnv *env, jclass self, jobject buffer) {
    (void)self;
    free((*env)->GetDirectBufferAddress(env, buffer));
}

// ---- zlib (zlib.h: z_stream)

struct z_stream {
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

NATIVE(jint, zlib)(JNIEnv *env, jclass self, jint n, jboolean end) {
    (void)env, (void)self;
    void *library = dlopen("libz.so.1", RTLD_NOW);
    if (!library)
        return 0;
    int (*init)(struct z_stream *, int, const char *, int) =
        (int (*)(struct z_stream *, int, const char *, int))dlsym(library, "deflateInit_");
    int (*deflate)(struct z_stream *, int) = (int (*)(struct z_stream *, int))dlsym(library, "deflate");
    int (*finish)(struct z_stream *) = (int (*)(struct z_stream *))dlsym(library, "deflateEnd");
    enum { input = 70001 };
    unsigned char *in = malloc(input), *out = malloc(2 * input);
    if (!init || !deflate || !finish || !in || !out)
        return 0;
    unsigned seed = 1;
    for (int i = 0; i < input; i++)
        in[i] = (unsigned char)((seed = seed * 1103515245u + 12345u) >> 16);
    int made = 0;
    for (; made < n; made++) {
        struct z_stream *stream = calloc(1, sizeof *stream);
        if (!stream || init(stream, 6, "1.2.11", (int)sizeof *stream) != 0)
            break;
        stream->next_in = in;
        stream->avail_in = input;
        stream->next_out = out;
        stream->avail_out = 2 * input;
        deflate(stream, 2); // Z_SYNC_FLUSH
        stream->next_in = stream->next_out = NULL;
        if (end) {
            finish(stream);
            free(stream);
        }
    }
    free(in);
    free(out);
    return made;
}

// ---- zstd

NATIVE(jint, zstd)(JNIEnv *env, jclass self, jlongArray kept, jint n, jboolean end) {
    (void)self;
    void *library = dlopen("libzstd.so.1", RTLD_NOW);
    if (!library)
        return 0;
    void *(*create)(void) = (void *(*)(void))dlsym(library, "ZSTD_createCCtx");
    size_t (*compress)(void *, void *, size_t, const void *, size_t, int) =
        (size_t(*)(void *, void *, size_t, const void *, size_t, int))dlsym(library, "ZSTD_compressCCtx");
    size_t (*destroy)(void *) = (size_t(*)(void *))dlsym(library, "ZSTD_freeCCtx");
    enum { input = 200003 };
    unsigned char *in = malloc(input), *out = malloc(2 * input);
    if (!create || !compress || !destroy || !in || !out)
        return 0;
    unsigned seed = 1;
    for (int i = 0; i < input; i++)
        in[i] = (unsigned char)(97 + ((seed = seed * 1103515245u + 12345u) >> 16) % 16);
    int made = 0;
    for (; made < n; made++) {
        void *context = create();
        if (!context)
            break;
        compress(context, out, 2 * input, in, input, 3);
        jlong handle = end ? 0 : (jlong)context;
        (*env)->SetLongArrayRegion(env, kept, made, 1, &handle);
        if (end)
            destroy(context);
    }
    free(in);
    free(out);
    return made;
}

// ---- sqlite

NATIVE(jint, sqlite)(JNIEnv *env, jclass self, jlongArray kept, jint n, jboolean end) {
    (void)self;
    void *library = dlopen("libsqlite3.so.0", RTLD_NOW);
    if (!library)
        return 0;
    int (*open)(const char *, void **) = (int (*)(const char *, void **))dlsym(library, "sqlite3_open");
    int (*run)(void *, const char *, void *, void *, void *) =
        (int (*)(void *, const char *, void *, void *, void *))dlsym(library, "sqlite3_exec");
    int (*close)(void *) = (int (*)(void *))dlsym(library, "sqlite3_close");
    if (!open || !run || !close)
        return 0;
    int made = 0;
    for (; made < n; made++) {
        void *database = NULL;
        if (open(":memory:", &database) != 0)
            break;
        run(database,
            "create table orders(line);"
            "with recursive c(i) as (select 1 union all select i + 1 from c where i < 20011)"
            " insert into orders select hex(randomblob(60)) from c",
            NULL, NULL, NULL);
        jlong handle = end ? 0 : (jlong)database;
        (*env)->SetLongArrayRegion(env, kept, made, 1, &handle);
        if (end)
            close(database);
    }
    return made;
}
