#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>

/* Opens PLUGGED by itself: the JVM sees this library only. */
void Java_fathomtest_Leaks_keepByPlugin(void *environment, void *type, int count, long size)
{
    (void)environment, (void)type;
    void *plugged = dlopen(PLUGGED, RTLD_NOW | RTLD_LOCAL);
    void (*keep)(int, size_t) = plugged ? (void (*)(int, size_t))dlsym(plugged, "keep_plugged") : 0;
    if (!keep)
        abort();
    keep(count, (size_t)size);
}
