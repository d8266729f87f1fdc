// Blocks that containers of the standard library keep, in the way that the argument names, or that were let go of.
#include <cstdio>
#include <cstring>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

enum { COUNT = 1009, SIZE = 1013 };

struct Block {
    unsigned char rest[SIZE];
    Block() { std::memset(rest, 0x5a, SIZE); }
};

static std::map<int, std::unique_ptr<Block>> tree;
static std::unordered_map<std::string, std::shared_ptr<Block>> hashed;
static std::vector<std::unique_ptr<Block>> row;
static std::deque<std::unique_ptr<Block>> queue;
static std::list<std::unique_ptr<Block>> chain;
static std::vector<std::function<int()>> functions;
static void *volatile gone;

__attribute__((noinline)) static void fill(const std::string &how) {
    // Or blocks take the places of smaller tables, and with them the odd 16 bytes.
    row.reserve(COUNT);
    functions.reserve(COUNT);
    hashed.reserve(COUNT);
    for (int i = 0; i < COUNT; i++) {
        std::unique_ptr<Block> block(new Block());
        if (how == "map")
            tree[(i * 7919) % 10007] = std::move(block);
        else if (how == "unordered_map")
            hashed["key " + std::to_string(i)] = std::shared_ptr<Block>(std::move(block));
        else if (how == "vector")
            row.push_back(std::move(block));
        else if (how == "deque")
            queue.push_front(std::move(block));
        else if (how == "list")
            chain.push_back(std::move(block));
        else if (how == "function") {
            // More than fits into a function itself.
            std::shared_ptr<Block> shared = std::move(block);
            functions.push_back([shared, i, more = (long)i] { return shared->rest[0] + i + (int)more; });
        } else
            gone = block.release();
    }
    gone = nullptr;
}

__attribute__((noinline)) static void forget() {
    volatile char junk[65536];
    for (size_t i = 0; i < sizeof junk; i++)
        junk[i] = 0;
    __asm__ volatile("xor %%ebx, %%ebx\n xor %%r12d, %%r12d\n xor %%r13d, %%r13d\n xor %%r14d, %%r14d\n xor %%r15d, %%r15d\n"
                     "pxor %%xmm0, %%xmm0\n pxor %%xmm1, %%xmm1\n pxor %%xmm2, %%xmm2\n pxor %%xmm3, %%xmm3\n"
                     ::: "rbx", "r12", "r13", "r14", "r15", "xmm0", "xmm1", "xmm2", "xmm3", "memory");
}

int main(int, char **arguments) {
    fill(arguments[1]);
    forget();
    std::printf("blocks %x %x\nready\n", COUNT, (SIZE + 8 + 15) & ~15);
    std::fflush(stdout);
    forget();
    return std::getchar() == EOF ? 0 : 1;
}
