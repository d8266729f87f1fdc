// Has the kernel swap out what another process may write to privately: pageout PID.
#include "target.h"
#include <sys/uio.h>

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

int main(int count, char **arguments) {
    char path[64], line[4096];
    int pid = count > 1 ? atoi(arguments[1]) : 0;
    int process = (int)syscall(SYS_pidfd_open, pid, 0);
    snprintf(path, sizeof path, "/proc/%d/maps", pid);
    FILE *maps = check(fopen(path, "r"), path);
    while (fgets(line, sizeof line, maps)) {
        unsigned long from, to;
        char access[5];
        if (sscanf(line, "%lx-%lx %4s", &from, &to, access) != 3 || strcmp(access, "rw-p"))
            continue;
        struct iovec range = {(void *)from, to - from};
        if (syscall(SYS_process_madvise, process, &range, 1, MADV_PAGEOUT, 0) < 0) {
            perror("process_madvise");
            return 1;
        }
    }
    return 0;
}
