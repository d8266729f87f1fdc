// Loses, keeps and gives back blocks in known amounts, for leak checkers to see.
#include <cstdlib>
#include <cstring>

#define KEEP __attribute__((noinline, noclone))

struct Order {
    Order *next;
    char text[40];
};

static void *volatile kept;
static char *volatile middle;

namespace orders {

KEEP void forget(int count, std::size_t size)
{
    for (int i = 0; i < count; i++)
        kept = std::malloc(size);
    kept = nullptr;
}

// The first is lost, and the others with it.
KEEP void chain(int count)
{
    Order *first = nullptr;
    for (int i = 0; i < count; i++) {
        Order *order = new Order;
        order->next = first;
        first = order;
    }
    kept = first;
    kept = nullptr;
}

KEEP void keep(std::size_t size) { kept = std::calloc(1, size); }

// Nobody knows where it begins.
KEEP void keep_middle(std::size_t size) { middle = static_cast<char *>(std::malloc(size)) + size / 2; }

KEEP void churn(int count, std::size_t size)
{
    for (int i = 0; i < count; i++) {
        void *volatile block = std::malloc(size);
        std::free(block);
    }
}

KEEP void rise(int count, std::size_t size)
{
    void *blocks[16];
    for (int i = 0; i < count; i++)
        blocks[i] = std::malloc(size);
    asm volatile("" ::: "memory");
    for (int i = 0; i < count; i++)
        std::free(blocks[i]);
}

}

// What is left in registers and on the stack is not to be taken for a reference.
KEEP void wipe()
{
    volatile char stack[4096];
    std::memset(const_cast<char *>(stack), 0, sizeof stack);
    asm volatile("" ::: "memory", "rbx", "r12", "r13", "r14", "r15");
}

KEEP void work(int times)
{
    orders::forget(10 * times, 1000);
    orders::chain(5);
    orders::rise(12, 50000);
    orders::keep_middle(3000);
    orders::keep(20000);
    orders::churn(30, 64);
    wipe();
}

int main(int argc, char **)
{
    work(argc);
    return 0;
}
