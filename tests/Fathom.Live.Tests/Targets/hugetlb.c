// Huge pages of hugetlbfs: anonymous, of a memfd and of System V. One of two pages each is touched.
#include "target.h"
#include <sys/ipc.h>
#include <sys/shm.h>

enum { HUGE = 2 * MIB, SIZE = 2 * HUGE };

int main(void) {
    char *plain = check(mmap(0, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0), "hugetlb");
    touch(plain, HUGE);
    say("anonymous", plain, SIZE);

    int memory = memfd_create("huge", MFD_HUGETLB);
    if (ftruncate(memory, SIZE) != 0)
        return 1;
    char *mapped = check(mmap(0, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0), "memfd");
    touch(mapped, HUGE);
    say("memfd", mapped, SIZE);

    int id = shmget(IPC_PRIVATE, SIZE, SHM_HUGETLB | 0600);
    char *attached = shmat(id, 0, 0);
    shmctl(id, IPC_RMID, 0);
    touch(attached, HUGE);
    say("sysv", attached, SIZE);
    ready();
}
