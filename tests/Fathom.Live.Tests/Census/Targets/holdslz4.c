// Streams of liblz4 for fast and for high compression, each used once.
#include <jni.h>
#include <stdio.h>
#include <stdlib.h>

void *LZ4_createStream(void);
void *LZ4_createStreamHC(void);
int LZ4_compress_fast_continue(void *, const char *, char *, int, int, int);
int LZ4_compress_HC_continue(void *, const char *, char *, int, int);
int LZ4_sizeofState(void);
int LZ4_sizeofStateHC(void);

enum { FAST = 101, HIGH = 29, LENGTH = 20011 };

// Volatile, or the compiler drops what nobody reads.
static void *volatile fast[FAST], *volatile high[HIGH];
static char plain[LENGTH], packed[2 * LENGTH];

JNIEXPORT jstring JNICALL Java_com_example_Codecs_fill(JNIEnv *env, jclass of) {
    (void)of;
    srand(7);
    for (int i = 0; i < LENGTH; i++)
        plain[i] = 'a' + rand() % 16;
    for (int i = 0; i < FAST; i++)
        if (LZ4_compress_fast_continue(fast[i] = LZ4_createStream(), plain, packed, LENGTH, sizeof packed, 1) <= 0)
            return NULL;
    for (int i = 0; i < HIGH; i++)
        if (LZ4_compress_HC_continue(high[i] = LZ4_createStreamHC(), plain, packed, LENGTH, sizeof packed) <= 0)
            return NULL;
    char said[200];
    snprintf(said, sizeof said, "fast=%d fastbytes=%d high=%d highbytes=%d", FAST, FAST * LZ4_sizeofState(), HIGH, HIGH * LZ4_sizeofStateHC());
    return (*env)->NewStringUTF(env, said);
}
