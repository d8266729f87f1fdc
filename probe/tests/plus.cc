// What a library in C++ asks its operators for: in a file of its own, so that the test itself needs no libstdc++.
#include <cstdlib>
#include <new>

namespace {
int asked;
void *spare;

// As programs have it that keep something for bad days.
void give_up_the_spare()
{
    ::operator delete(::operator new(501));
    if (asked++ == 0) {
        ::operator delete(spare);
        spare = nullptr;
        return;
    }
    throw std::bad_alloc();
}
}

extern "C" {
void *plus_new(std::size_t size) { return ::operator new(size); }
void *plus_new_array(std::size_t size) { return ::operator new[](size); }
void *plus_new_nothrow(std::size_t size) { return ::operator new(size, std::nothrow); }
void *plus_new_aligned(std::size_t size) { return ::operator new(size, std::align_val_t(64)); }
void plus_delete(void *block) { ::operator delete(block); }
void plus_delete_sized(void *block, std::size_t size) { ::operator delete(block, size); }
void plus_delete_array(void *block) { ::operator delete[](block); }
void plus_delete_aligned(void *block, std::size_t size) { ::operator delete(block, size, std::align_val_t(64)); }

// 1: it was thrown and caught, and what is between was destroyed.
int plus_exhaust()
{
    struct marks { int *to; ~marks() { *to = 1; } };
    int was_destroyed = 0;
    try {
        marks here { &was_destroyed };
        return static_cast<char *>(::operator new(std::size_t(1) << 60)) == nullptr ? 2 : 3;
    } catch (const std::bad_alloc &) {
        return was_destroyed;
    }
}

// 1: the handler was asked twice, and its own exception came through.
int plus_exhaust_with_handler()
{
    asked = 0, spare = ::operator new(4001);
    std::set_new_handler(give_up_the_spare);
    int thrown = plus_exhaust();
    std::set_new_handler(nullptr);
    return thrown == 1 && asked == 2 && !spare;
}
}
