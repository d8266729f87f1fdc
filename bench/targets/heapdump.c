/* A heap dump of so many MiB on standard output, as HotSpot writes one: heapdump MIB. Nothing of it is at random, so that the
   counts are known: of each round of 64 objects, one is a stream that its Inflater leads to, kept by a list or by nothing. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEGMENT = 1 << 20, OBJECT = 0x1000, STREAM = 0x2000, INFLATER = 0x3000, NODE = 0x4000, LIST = 0x5000, ARRAY = 0x6000 };

static unsigned char buffer[SEGMENT + 65536];
static size_t used;

static void put(uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; i--)
    buffer[used++] = (unsigned char)(value >> (8 * i));
}

static void flush_as(int tag) {
  size_t length = used;
  unsigned char head[9] = { (unsigned char)tag, 0, 0, 0, 0, length >> 24, length >> 16, length >> 8, length };
  fwrite(head, 1, 9, stdout);
  fwrite(buffer, 1, length, stdout);
  used = 0;
}

static void name(uint64_t id, const char *text) {
  put(id, 8);
  memcpy(buffer + used, text, strlen(text));
  used += strlen(text);
  flush_as(1);
}

static void load(uint64_t id, const char *text) {
  name(id + 1, text);
  put(1, 4), put(id, 8), put(0, 4), put(id + 1, 8);
  flush_as(2);
}

static void class_of(uint64_t id, uint64_t static_name, uint64_t value, int fields, uint64_t field_name, int type) {
  put(0x20, 1), put(id, 8), put(0, 4), put(id == OBJECT ? 0 : OBJECT, 8);
  for (int i = 0; i < 5; i++)
    put(0, 8);
  put(0, 4), put(0, 2), put(value != 0, 2);
  if (value)
    put(static_name, 8), put(2, 1), put(value, 8);
  put(fields, 2);
  for (int i = 0; i < fields; i++)
    put(field_name + i, 8), put(type, 1);
}

static void instance(uint64_t id, uint64_t of, int fields, const uint64_t *values) {
  put(0x21, 1), put(id, 8), put(0, 4), put(of, 8), put(8 * fields, 4);
  for (int i = 0; i < fields; i++)
    put(values[i], 8);
}

int main(int argc, char **argv) {
  uint64_t most = (argc > 1 ? strtoull(argv[1], 0, 10) : 64) << 20, written = 0, at = 0x100000000, streams = 0, kept = 0, objects = 0, tables = 0;
  static uint64_t table[1 << 20], round_of[4096];
  const uint64_t root = 0x80000000;
  fwrite("JAVA PROFILE 1.0.2\0\0\0\0\010\0\0\001\216\0\0\0", 1, 31, stdout);
  load(OBJECT, "java/lang/Object");
  load(STREAM, "java/util/zip/Inflater$InflaterZStreamRef");
  load(INFLATER, "java/util/zip/Inflater");
  load(NODE, "com/example/Node");
  load(LIST, "com/example/List");
  load(ARRAY, "[Ljava/lang/Object;");
  name(1, "address"), name(2, "zsRef"), name(3, "left"), name(4, "right"), name(5, "all");
  class_of(OBJECT, 0, 0, 0, 0, 0);
  class_of(STREAM, 0, 0, 1, 1, 11);
  class_of(INFLATER, 0, 0, 1, 2, 2);
  class_of(NODE, 0, 0, 2, 3, 2);
  class_of(LIST, 5, root, 0, 0, 0);
  class_of(ARRAY, 0, 0, 0, 0, 0);
  while (written < most && tables < sizeof table / sizeof *table) {
    int rounds = 0;
    for (int round = 0; used < SEGMENT; round++) {
      uint64_t stream = at, inflater = at + 24;
      instance(stream, STREAM, 1, (uint64_t[]){ 0x7f0000000000 + at });
      instance(inflater, INFLATER, 1, &stream);
      at += 48, streams++;
      /* Static field, table of tables, table, array, Inflater, stream: every sixteenth stream is in no array. */
      for (int i = 0; i < 58; i++, at += 24)
        instance(at, NODE, 2, (uint64_t[]){ i ? at - 24 : 0, at > 0x100100000 ? at - 0x100000 : 0 });
      put(0x23, 1), put(at, 8), put(0, 4), put(1000, 4), put(8, 1);
      used += 1000, at += 1016;
      put(0x22, 1), put(at, 8), put(0, 4), put(16, 4), put(ARRAY, 8);
      put(streams % 16 ? inflater : 0, 8);
      kept += streams % 16 != 0;
      for (int i = 1; i < 16; i++)
        put(at - 1016 - 24 * i, 8);
      round_of[round] = at, rounds = round + 1;
      at += 80;
      objects += 62;
    }
    put(0x22, 1), put(at, 8), put(0, 4), put(rounds, 4), put(ARRAY, 8);
    for (int i = 0; i < rounds; i++)
      put(round_of[i], 8);
    table[tables++] = at;
    at += 16 + 8 * rounds;
    objects++;
    written += used;
    flush_as(0x1c);
  }
  put(0x22, 1), put(root, 8), put(0, 4), put(tables, 4), put(ARRAY, 8);
  for (uint64_t i = 0; i < tables && used < sizeof buffer - 8; i++)
    put(table[i], 8);
  objects++;
  flush_as(0x1c);
  flush_as(0x2c);
  fprintf(stderr, "%llu objects and 6 classes, %llu streams, %llu in a list\n", (unsigned long long)objects, (unsigned long long)streams, (unsigned long long)kept);
  return 0;
}
