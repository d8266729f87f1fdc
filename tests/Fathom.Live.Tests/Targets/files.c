// usage: files DATA DOOMED: mapped files, one of them deleted, and the zeros of the program itself.
#include "target.h"

enum { SIZE = 64 * PAGE };

static char zeros[SIZE + 2 * PAGE];

static char *map(const char *path, int protection, int flags) {
    int file = open(path, O_RDWR);
    char *made = check(mmap(0, SIZE, protection, flags, file, 0), path);
    close(file);
    return made;
}

int main(int count, char **paths) {
    if (count != 3)
        return 2;
    char *data = map(paths[1], PROT_READ, MAP_SHARED);
    for (size_t at = 0; at < SIZE; at += PAGE)
        (void)((volatile char *)data)[at];
    say("data", data, SIZE);

    char *copied = map(paths[1], PROT_READ | PROT_WRITE, MAP_PRIVATE);
    touch(copied, SIZE / 2);
    say("copied", copied, SIZE);

    char *doomed = map(paths[2], PROT_READ | PROT_WRITE, MAP_SHARED);
    touch(doomed, SIZE);
    unlink(paths[2]);
    say("doomed", doomed, SIZE);

    char *first = (char *)(((uintptr_t)zeros + PAGE - 1) & ~(uintptr_t)(PAGE - 1));
    touch(first, SIZE);
    say("zeros", first, SIZE);
    ready();
}
