// Blocks that are lost, and blocks that only look so. Each kind has a size of its own.
#define _GNU_SOURCE
#include <jni.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct ops {
    int (*run)(void *);
};

struct block {
    const struct ops *ops;
    struct block *next;
    char text[];
};

enum { COUNT = 1009 };

static int run(void *block) { return block != 0; }

// Not const: the linker may not make one of them.
struct ops lost_ops = {run}, table_ops = {run}, tagged_ops = {run}, xored_ops = {run}, offset_ops = {run}, lost_list_ops = {run},
    list_ops = {run};

// Volatile, or the compiler drops what nobody reads.
static void *volatile table[COUNT];
static volatile uintptr_t tagged[COUNT], xored[COUNT], offset[COUNT], key;
static struct block *volatile list;
static volatile uintptr_t scratch;

static struct block *make(const struct ops *ops, size_t size) {
    struct block *block = malloc(size);
    memset(block, 'b', size);
    block->ops = ops;
    block->next = NULL;
    return block;
}

// In a frame of its own, which is overwritten below.
__attribute__((noinline)) static void fill(int owned) {
    for (int i = 0; i < COUNT; i++) {
        scratch = (uintptr_t)make(owned ? &lost_ops : NULL, 2003);
        table[i] = make(owned ? &table_ops : NULL, 3011);
        tagged[i] = (uintptr_t)make(owned ? &tagged_ops : NULL, 4001) | (1 + i % 7);
        xored[i] = (uintptr_t)make(owned ? &xored_ops : NULL, 5003) ^ key;
        offset[i] = (uintptr_t)make(owned ? &offset_ops : NULL, 6007) + 16;
    }
    struct block *lost = NULL;
    for (int i = 0; i < COUNT; i++) {
        struct block *one = make(owned ? &lost_list_ops : NULL, 1511);
        one->next = lost;
        lost = one;
        one = make(owned ? &list_ops : NULL, 1777);
        one->next = list;
        list = one;
    }
    scratch = 0;
}

__attribute__((noinline)) static int scrub(void) {
    volatile char frames[64 * 1024];
    for (size_t i = 0; i < sizeof frames; i++)
        frames[i] = 0;
    return frames[17];
}

JNIEXPORT jstring JNICALL Java_com_example_Losing_lose(JNIEnv *env, jclass of, jboolean owned) {
    (void)of;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    key = 0x9e3779b97f4a7c15u ^ ((uintptr_t)now.tv_nsec << 20);
    fill(owned);
    char said[200];
    snprintf(said, sizeof said, "count=%d lost=2003 table=3011 tagged=4001 xored=5003 offset=6007 lostlist=1511 list=1777 scrubbed=%d",
        COUNT, scrub());
    return (*env)->NewStringUTF(env, said);
}
