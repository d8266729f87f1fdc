// Contexts and connections of OpenSSL, never freed.
#include <jni.h>
#include <stdio.h>

const void *TLS_method(void);
void *SSL_CTX_new(const void *);
void *SSL_new(void *);

enum { CONTEXTS = 41, CONNECTIONS = 101 };

// Volatile, or the compiler drops what nobody reads.
static void *volatile contexts[CONTEXTS], *volatile connections[CONNECTIONS];

JNIEXPORT jstring JNICALL Java_com_example_Codecs_fill(JNIEnv *env, jclass of) {
    (void)of;
    for (int i = 0; i < CONTEXTS; i++)
        if (!(contexts[i] = SSL_CTX_new(TLS_method())))
            return NULL;
    for (int i = 0; i < CONNECTIONS; i++)
        if (!(connections[i] = SSL_new(contexts[i % CONTEXTS])))
            return NULL;
    char said[200];
    snprintf(said, sizeof said, "contexts=%d connections=%d", CONTEXTS, CONNECTIONS);
    return (*env)->NewStringUTF(env, said);
}
