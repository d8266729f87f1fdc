// A library whose function has the name TAKE, and a frame of ROOM bytes.
#include <stdlib.h>

__attribute__((noinline)) static void *TAKE(size_t size) {
    volatile char room[ROOM];
    room[ROOM - 1] = 1;
    void *block = malloc(size);
    room[0] = room[ROOM - 1];
    return block;
}

void *take(size_t size) {
    void *block = TAKE(size);
    __asm__ volatile("");
    return block;
}
