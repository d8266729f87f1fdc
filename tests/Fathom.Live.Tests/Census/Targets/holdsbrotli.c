// Encoders of libbrotlienc and decoders of libbrotlidec, each used once.
#include <jni.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>

void *BrotliEncoderCreateInstance(void *, void *, void *);
int BrotliEncoderSetParameter(void *, int, uint32_t);
int BrotliEncoderCompressStream(void *, int, size_t *, const uint8_t **, size_t *, uint8_t **, size_t *);
void *BrotliDecoderCreateInstance(void *, void *, void *);
int BrotliDecoderDecompressStream(void *, size_t *, const uint8_t **, size_t *, uint8_t **, size_t *);

enum { PACKING = 37, UNPACKING = 43, LENGTH = 60013, FLUSH = 1, QUALITY = 1 };

// Volatile, or the compiler drops what nobody reads.
static void *volatile packing[PACKING], *volatile unpacking[UNPACKING];
static uint8_t plain[LENGTH], packed[2 * LENGTH];

JNIEXPORT jstring JNICALL Java_com_example_Codecs_fill(JNIEnv *env, jclass of) {
    (void)of;
    srand(7);
    for (int i = 0; i < LENGTH; i++)
        plain[i] = 'a' + rand() % 16;
    size_t length = 0;
    for (int i = 0; i < PACKING; i++) {
        packing[i] = BrotliEncoderCreateInstance(NULL, NULL, NULL);
        BrotliEncoderSetParameter(packing[i], QUALITY, 5);
        size_t in = LENGTH, out = sizeof packed;
        const uint8_t *from = plain;
        uint8_t *to = packed;
        if (!BrotliEncoderCompressStream(packing[i], FLUSH, &in, &from, &out, &to, &length))
            return NULL;
    }
    for (int i = 0; i < UNPACKING; i++) {
        unpacking[i] = BrotliDecoderCreateInstance(NULL, NULL, NULL);
        size_t in = length, out = LENGTH, total;
        const uint8_t *from = packed;
        uint8_t *to = plain;
        if (!BrotliDecoderDecompressStream(unpacking[i], &in, &from, &out, &to, &total))
            return NULL;
    }
    char said[200];
    snprintf(said, sizeof said, "packing=%d unpacking=%d", PACKING, UNPACKING);
    return (*env)->NewStringUTF(env, said);
}
