// Objects with a table of functions that own a second block. CLASS and PEER name the class here and the one in Java.
#include <jni.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#define JOIN(peer, name) Java_com_example_##peer##_##name
#define NATIVE(peer, name) JOIN(peer, name)

namespace acme {

class Shape {
public:
    virtual ~Shape() {}
    virtual int area() const = 0;
};

class CLASS : public Shape {
public:
    explicit CLASS(int id) : next(nullptr), id(id), data(static_cast<char *>(malloc(3001))) {
        snprintf(label, sizeof label, "object number %d", id);
        memset(data, 'w', 3001);
    }
    ~CLASS() override { free(data); }
    int area() const override { return id; }

    CLASS *next;

private:
    int id;
    char label[91];
    char *data;
};

} // namespace acme

// Volatile, or the compiler drops what nobody reads.
static acme::CLASS *volatile first;
static int made;

extern "C" {

JNIEXPORT jlong JNICALL NATIVE(PEER, make)(JNIEnv *, jclass) { return reinterpret_cast<jlong>(new acme::CLASS(made++)); }

JNIEXPORT void JNICALL NATIVE(PEER, keep)(JNIEnv *, jclass) {
    acme::CLASS *one = new acme::CLASS(made++);
    one->next = first;
    first = one;
}
}
