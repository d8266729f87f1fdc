#include <stdlib.h>
void *make(size_t size) { return malloc(size); }
void unmake(void *block) { free(block); }
