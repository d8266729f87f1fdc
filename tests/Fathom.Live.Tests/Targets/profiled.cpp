// Allocates in known amounts by known functions, for profilers to see: orders::Cache keeps, orders::draft gives half back,
// a second thread keeps too. With an argument it keeps that many more blocks in place of saying anything.
#include <cstdlib>
#include <thread>
#include <vector>

#define KEEP __attribute__((noinline, noclone))

static std::vector<void *> kept;

namespace orders {

template <typename Key> struct Cache {
    KEEP void put(int count, std::size_t size)
    {
        for (int i = 0; i < count; i++)
            kept.push_back(std::malloc(size));
        asm volatile("" ::: "memory");
    }
};

KEEP void draft(int count, std::size_t size)
{
    std::vector<void *> blocks;
    for (int i = 0; i < count; i++)
        blocks.push_back(std::malloc(size));
    for (int i = 0; i < count; i += 2)
        std::free(blocks[i]);
    asm volatile("" ::: "memory");
}

}

KEEP void recurse(int depth, std::size_t size)
{
    kept.push_back(std::malloc(size));
    if (depth > 0)
        recurse(depth - 1, size);
    asm volatile("" ::: "memory");
}

int main(int argc, char **)
{
    kept.reserve(1 << 20);
    orders::Cache<long> cache;
    cache.put(20000, 1000);
    cache.put(argc > 1 ? 600 : 300, 300000);
    orders::draft(5000, 4000);
    recurse(20, 100000);
    std::thread other([] { orders::Cache<const char *>().put(5000, 2000); });
    other.join();
    return 0;
}
