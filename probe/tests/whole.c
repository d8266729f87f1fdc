/* The built probe, loaded as a JVM loads it: whole PROBE.SO LIBRARY.SO [CYCLES]. */
#include "whole.h"

int checks_failed;
const char *skipped;
int (*probe)(const char *);
struct table *table;
const char *library;
int cycles = 200;

int main(int argc, char **argv)
{
    setvbuf(stdout, 0, _IOLBF, 0);          /* what passed is known, whatever comes after it */
    void *loaded = dlopen(argv[1], RTLD_NOW);
    if (argc < 3 || !loaded || !(probe = (int (*)(const char *))dlsym(loaded, "fathom_probe"))) {
        printf("FAILED the probe does not load: %s\n", dlerror());
        return 1;
    }
    library = argv[2];
    watch_forks();
    cycles = argc > 3 ? atoi(argv[3]) : cycles;
    estimates();
    blocks();
    slots();
    words();
    sizes();
    forks();
    room();
    filtered();
    operators();
    load_on_it();
    return checks_failed != 0;
}
