// Blocks of known kinds: structures with a table of functions, their parts, a list that a variable begins, a table, and
// blocks that nothing marks.
#include "target.h"

struct ops {
    void (*open)(void);
    void (*close)(void);
};

struct widget {
    const struct ops *ops;
    long number;
    char *name;
    void *buffer;
    char rest[48];
};

struct node {
    struct node *next;
    long value[11];
};

static void begin(void) {}
static void end(void) {}
static const struct ops widget_ops = {begin, end};
static struct node *list;
static void **slots;

static void *block(size_t size, int fill) {
    return memset(check(malloc(size), "malloc"), fill, size);
}

int main(void) {
    for (int i = 0; i < 1009; i++) {
        struct widget *widget = block(sizeof *widget, 0x11);
        void *freed = block(700, 0x22);
        widget->ops = &widget_ops;
        widget->buffer = block(2000, 0x33);
        widget->name = block(40 + 16 * (i % 5), 'n');
        free(freed);
    }
    for (int i = 0; i < 503; i++) {
        struct node *node = block(sizeof *node, 0);
        node->next = list;
        list = node;
    }
    slots = check(calloc(307, sizeof *slots), "calloc");
    for (int i = 0; i < 307; i++)
        slots[i] = block(1234, 0x44);
    for (int i = 0; i < 211; i++)
        block(1490, 0x55);
    for (int i = 0; i < 13; i++)
        strcpy(block(3 * MIB, 0), "{\"orders\": [1, 2, 3]}");
    say("list", list, sizeof *list);
    ready();
}
