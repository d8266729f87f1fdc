#define _GNU_SOURCE
#include <unistd.h>

/* Set-user-ID: root's from its first word on, and what it execs has the whole environment. As sudo -E is. */
int main(int count, char **words)
{
    if (count < 2 || setresgid(0, 0, 0) || setresuid(0, 0, 0))
        return 99;
    execvp(words[1], words + 1);
    return 98;
}
