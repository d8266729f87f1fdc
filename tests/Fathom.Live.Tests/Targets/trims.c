// trims BLOCKS KEPT: that many KiB blocks, all freed but every KEPTth (0: all freed). Asked to go on it calls
// malloc_trim and says "before 0 RSS" and "after 0 RSS", counted page by page by the kernel.
#include "target.h"
#include <malloc.h>

static size_t resident(void) {
    char text[4096];
    int file = open("/proc/self/smaps_rollup", O_RDONLY);
    ssize_t got = read(file, text, sizeof text - 1);
    close(file);
    text[got > 0 ? got : 0] = 0;
    char *rss = strstr(text, "Rss:");
    return rss ? strtoul(rss + 4, 0, 10) * 1024 : 0;
}

int main(int argc, char **argv) {
    if (argc != 3)
        return 2;
    static char out[1 << 12];
    setvbuf(stdout, out, _IOFBF, sizeof out);
    setvbuf(stdin, 0, _IONBF, 0);
    size_t blocks = strtoul(argv[1], 0, 10), kept = strtoul(argv[2], 0, 10);
    // Not from malloc, so that nothing lies between the blocks.
    void **all = anonymous(blocks * sizeof *all, PROT_READ | PROT_WRITE);
    for (size_t i = 0; i < blocks; i++)
        memset(all[i] = check(malloc(1024), "malloc"), 1, 1024);
    check(malloc(1), "malloc");
    resident();
    for (size_t i = 0; i < blocks; i++)
        if (kept == 0 || i % kept)
            free(all[i]);
    printf("ready\n");
    fflush(stdout);
    while (getchar() == '\n') {
        size_t before = resident();
        malloc_trim(0);
        size_t after = resident();
        say("before", 0, before);
        say("after", 0, after);
        printf("ready\n");
        fflush(stdout);
    }
}
