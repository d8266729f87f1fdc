// Shared memory of every kind, half of it touched.
#include "target.h"
#include <sys/ipc.h>
#include <sys/shm.h>

enum { SIZE = 64 * PAGE };

static void *map(int file, int flags) {
    void *made = check(mmap(0, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | flags, file, 0), "mmap");
    touch(made, SIZE / 2);
    return made;
}

int main(void) {
    int memory = memfd_create("a memfd", 0);
    if (ftruncate(memory, SIZE) != 0)
        return 1;
    say("memfd", map(memory, 0), SIZE);
    // The second view shows the same pages: both count.
    say("memfd", map(memory, 0), SIZE);

    char name[64];
    snprintf(name, sizeof name, "/fathom-test-%d", getpid());
    int file = shm_open(name, O_RDWR | O_CREAT, 0600);
    if (ftruncate(file, SIZE) != 0)
        return 1;
    say("posix", map(file, 0), SIZE);
    shm_unlink(name);

    int id = shmget(IPC_PRIVATE, SIZE, 0600);
    void *attached = shmat(id, 0, 0);
    shmctl(id, IPC_RMID, 0);
    touch(attached, SIZE / 2);
    say("sysv", attached, SIZE);

    say("anonymous", map(-1, MAP_ANONYMOUS), SIZE);
    ready();
}
