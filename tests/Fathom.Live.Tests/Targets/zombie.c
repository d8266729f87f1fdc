// A child that has ended and is not asked for.
#include "target.h"

int main(void) {
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    say("child", (void *)(intptr_t)child, 0);
    ready();
}
