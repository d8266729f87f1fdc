// Loads a library, takes memory by it, unloads it, and does the same with what its path leads to then.
#include "target.h"
#include <dlfcn.h>

enum { COUNT = 20000, SIZE = 1000 };

int main(int argc, char **argv) {
    ready();
    while (argc > 1) {
        void *library = check(dlopen(argv[1], RTLD_NOW), "dlopen");
        void *(*take)(size_t) = (void *(*)(size_t))check(dlsym(library, "take"), "dlsym");
        say("take", (void *)take, SIZE);
        ready();
        for (int i = 0; i < COUNT; i++)
            check(take(SIZE), "take");
        say("taken", (void *)COUNT, SIZE);
        ready();
        dlclose(library);
    }
    return 0;
}
