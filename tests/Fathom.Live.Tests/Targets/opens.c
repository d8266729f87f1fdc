// Opens sessions of a library, and more of them with each line of its input: opens LIBRARY FIRST MORE.
#include "target.h"
#include <dlfcn.h>

int main(int count, char **arguments) {
    if (count < 4)
        return 2;
    void *library = check(dlopen(arguments[1], RTLD_NOW), "dlopen");
    int (*open_session)(void) = (int (*)(void))check(dlsym(library, "open_session"), "dlsym");
    for (int more = atoi(arguments[2]);; more = atoi(arguments[3])) {
        for (int i = 0; i < more; i++)
            if (!open_session())
                return 1;
        // What any program does beside: it makes blocks that have no mark.
        for (int i = 0; i < more / 2; i++)
            memset(check(malloc(777), "malloc"), 0x77, 777);
        ready();
    }
}
