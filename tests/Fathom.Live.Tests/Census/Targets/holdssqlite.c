// Databases of libsqlite3 in memory.
#include <jni.h>
#include <stdio.h>

typedef struct sqlite3 sqlite3;
int sqlite3_open(const char *, sqlite3 **);
int sqlite3_exec(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
long long sqlite3_memory_used(void);

enum { DATABASES = 7, ROWS = 5003 };

static sqlite3 *databases[DATABASES];

JNIEXPORT jstring JNICALL Java_com_example_Codecs_fill(JNIEnv *env, jclass of) {
    (void)of;
    char insert[300];
    snprintf(insert, sizeof insert,
        "create table t (a integer primary key, b text);"
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < %d) "
        "insert into t select i, hex(randomblob(60)) from n;", ROWS);
    for (int i = 0; i < DATABASES; i++)
        if (sqlite3_open(":memory:", &databases[i]) || sqlite3_exec(databases[i], insert, NULL, NULL, NULL))
            return NULL;
    char said[200];
    snprintf(said, sizeof said, "databases=%d rows=%d bytes=%lld", DATABASES, ROWS, sqlite3_memory_used());
    return (*env)->NewStringUTF(env, said);
}
