// Contexts of libzstd in a global, each used once. Linked to the library as it runs, so that no headers are needed.
#include <jni.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct ZSTD_CCtx_s ZSTD_CCtx;
typedef struct ZSTD_DCtx_s ZSTD_DCtx;
ZSTD_CCtx *ZSTD_createCCtx(void);
ZSTD_DCtx *ZSTD_createDCtx(void);
size_t ZSTD_compressCCtx(ZSTD_CCtx *, void *, size_t, const void *, size_t, int);
size_t ZSTD_decompressDCtx(ZSTD_DCtx *, void *, size_t, const void *, size_t);
size_t ZSTD_sizeof_CCtx(const ZSTD_CCtx *);
size_t ZSTD_sizeof_DCtx(const ZSTD_DCtx *);
unsigned ZSTD_isError(size_t);

enum { PACKING = 53, UNPACKING = 31, LENGTH = 200003 };

// Volatile, or the compiler drops what nobody reads.
static ZSTD_CCtx *volatile packing[PACKING];
static ZSTD_DCtx *volatile unpacking[UNPACKING];
static char plain[LENGTH], packed[2 * LENGTH];

JNIEXPORT jstring JNICALL Java_com_example_Codecs_fill(JNIEnv *env, jclass of) {
    (void)of;
    srand(7);
    for (int i = 0; i < LENGTH; i++)
        plain[i] = 'a' + rand() % 16;
    size_t length = 0, bytes = 0, unpackingBytes = 0;
    for (int i = 0; i < PACKING; i++) {
        packing[i] = ZSTD_createCCtx();
        length = ZSTD_compressCCtx(packing[i], packed, sizeof packed, plain, LENGTH, 3);
        bytes += ZSTD_sizeof_CCtx(packing[i]);
    }
    for (int i = 0; i < UNPACKING; i++) {
        unpacking[i] = ZSTD_createDCtx();
        if (ZSTD_isError(length) || ZSTD_decompressDCtx(unpacking[i], plain, LENGTH, packed, length) != LENGTH)
            return NULL;
        unpackingBytes += ZSTD_sizeof_DCtx(unpacking[i]);
    }
    char said[200];
    snprintf(said, sizeof said, "packing=%d packingbytes=%zu unpacking=%d unpackingbytes=%zu", PACKING, bytes, UNPACKING, unpackingBytes);
    return (*env)->NewStringUTF(env, said);
}
