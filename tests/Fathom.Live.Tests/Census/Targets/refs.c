// Global references that nobody deletes.
#include <jni.h>

JNIEXPORT void JNICALL Java_com_example_Many_refer(JNIEnv *env, jclass of, jobject to, jint times) {
    (void)of;
    for (jint i = 0; i < times; i++)
        (*env)->NewGlobalRef(env, to);
}
