#include "target.h"

// Blocks with texts in them, of which it knows what stands where; primes, so that no count is right by luck.
char *volatile keeper;

int main(void) {
    // Its buffer would come from malloc, which then sorts what was freed.
    setvbuf(stdin, 0, _IONBF, 0);
    char *block = calloc(1, 1009);
    strcpy(block, "GET /orders/1999993 HTTP/1.1");
    strcpy(block + 64, "password=hunter2secret");
    strcpy(block + 128, "joe.public@example.com wrote");
    strcpy(block + 192, "Gr\xc3\xb6\xc3\x9f" "e des Speichers");
    for (int i = 0; i < 23; i++)
        block[256 + 2 * i] = "wide text of 23 letters"[i];
    keeper = block;
    say("block", block, 1009);
    for (int i = 0; i < 997; i++)
        strcpy(malloc(60), "the same text in many places");
    for (int i = 0; i < 31; i++) {
        char *one = calloc(1, 5000);
        strcpy(one, "in one of thirty-one blocks");
        memcpy(one + 4980, "to the very last byte", 20);
    }
    char **holder = calloc(1, 48);
    holder[2] = block;
    say("holder", holder, 48);
    // Kept apart by what lives between them.
    char *freed = malloc(2000), *fence = malloc(40), *cached = malloc(777), *end = malloc(40), *loose = malloc(3000);
    // Volatile, or the compiler leaves it out, and what is freed before it joins the top.
    char *volatile last = malloc(40);
    fence[0] = end[0] = last[0] = 1;
    say("freed", freed, 2000);
    say("cached", cached, 777);
    free(freed);
    free(cached);
    char *big = malloc(300000);
    strcpy(big + 100000, "within a very large block");
    say("big", big, 300000);
    say("keeper", (const void *)&keeper, 8);
    say("loose", loose, 3000);
    fflush(stdout);
    free(loose);
    for (;;)
        ready();
}
