// Structures with a table of operations, first or further in, that own a second block.
#include <jni.h>
#include <stdlib.h>
#include <string.h>

struct ops {
    int (*open)(void *);
    int (*close)(void *);
};

struct disk {
    const struct ops *ops;
    long id;
    char *block;
    char name[53];
};

struct tape {
    long id;
    char name[80];
    const struct ops *ops;
    char *block;
};

static int succeed(void *device) { return device != 0; }
static int fail(void *device) { return device == 0; }

static const struct ops disk_ops = {succeed, fail}, tape_ops = {fail, succeed};
// Volatile, or the compiler drops what nobody reads.
static void *volatile kept[2003];
static int made;

static void *make(void) {
    char *block = malloc(3001);
    memset(block, 'd', 3001);
    if (made++ % 2) {
        struct disk *disk = calloc(1, sizeof *disk);
        disk->ops = &disk_ops;
        disk->block = block;
        return disk;
    }
    struct tape *tape = calloc(1, sizeof *tape);
    tape->ops = &tape_ops;
    tape->block = block;
    return tape;
}

JNIEXPORT jlong JNICALL Java_com_example_Devices_make(JNIEnv *env, jclass of) {
    (void)env, (void)of;
    return (jlong)make();
}

JNIEXPORT void JNICALL Java_com_example_Devices_keep(JNIEnv *env, jclass of) {
    (void)env, (void)of;
    void *one = make();
    kept[made - 1] = one;
}
