/* A library that opens another of which nobody else knows. */
#include <dlfcn.h>
#include <stddef.h>

static void *opened;

void *make_by_opened(const char *library, size_t size)
{
    opened = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    void *(*make)(size_t) = opened ? (void *(*)(size_t))dlsym(opened, "make") : 0;
    return make ? make(size) : 0;
}

void close_opened(void) { dlclose(opened); }
void *next_of_mine(const char *name) { return dlsym(RTLD_NEXT, name); }
