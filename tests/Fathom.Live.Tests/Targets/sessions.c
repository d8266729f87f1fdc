// A library with a structure of its own: a table of functions, a name, and a buffer that is there once it was used. All of
// them stand in a list.
#include <stdlib.h>
#include <string.h>

struct session_ops {
    void (*send)(void);
    void (*end)(void);
};

struct session {
    const struct session_ops *ops;
    struct session *next;
    char *name;
    void *buffer;
    long sent[5];
};

static void send_nothing(void) {}
static void end_nothing(void) {}
static const struct session_ops plain_ops = {send_nothing, end_nothing};
static struct session *all;

int open_session(void) {
    struct session *session = calloc(1, sizeof *session);
    if (!session || !(session->name = malloc(40)) || !(session->buffer = malloc(3000)))
        return 0;
    strcpy(session->name, "a session of somebody");
    memset(session->buffer, 0x5a, 3000);
    session->ops = &plain_ops;
    session->next = all;
    all = session;
    return 1;
}
