/* A library with a table of its own. */
static void *volatile kept[4096];
static int count;

void keep(void *block) {
    kept[count++ % 4096] = block;
}
