// usage: names FOLDER ...: maps each file in it and a memfd, under names that would break a terminal or a parser.
#include "target.h"
#include <dirent.h>
#include <sys/prctl.h>

static void map_all(const char *folder) {
    DIR *names = check(opendir(folder), folder);
    for (struct dirent *name = readdir(names); name; name = readdir(names)) {
        int file = openat(dirfd(names), name->d_name, O_RDONLY);
        if (file >= 0 && name->d_type == DT_REG) {
            (void)*(volatile char *)check(mmap(0, PAGE, PROT_READ, MAP_PRIVATE, file, 0), "mmap");
            say("file", name, 0);
        }
    }
    closedir(names);
}

int main(int count, char **arguments) {
    prctl(PR_SET_NAME, "a\x1b[2J\nb\xff) R 1");
    if (count > 1)
        map_all(arguments[1]);
    int memory = memfd_create("m\x1b]0;owned\a\n\xfe (deleted)", 0);
    if (ftruncate(memory, PAGE) != 0)
        return 1;
    touch(check(mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0), "memfd"), PAGE);
    ready();
}
