// usage: jailed ROOT: maps ROOT/jdk/lib/server/libjvm.so and makes ROOT its root, as a container does.
#include "target.h"

int main(int count, char **arguments) {
    if (count != 2 || chdir(arguments[1]) != 0)
        return 2;
    int library = open("jdk/lib/server/libjvm.so", O_RDONLY);
    (void)*(volatile char *)check(mmap(0, PAGE, PROT_READ, MAP_PRIVATE, library, 0), "libjvm.so");
    if (chroot(".") != 0)
        return 3;
    ready();
}
