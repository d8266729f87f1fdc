#!/usr/bin/env bash
# tests/leaks.sh: makes tests/corpus/profiles/leaks/ anew: what leak checkers write of Targets/leaky.cpp, and what their own tools say of it.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

leaks=$PWD/tests/corpus/profiles/leaks
sources=$PWD/tests/Fathom.Live.Tests/Targets
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$leaks"
compile() { g++ -std=c++17 -O1 -g "-ffile-prefix-map=$sources=/opt/shop" "-fdebug-prefix-map=$work=/opt/shop" "$@" "$sources/leaky.cpp"; }
clean() { sed -E "s#$work#/opt/shop#g; s#==[0-9]+==#==4242==#; s#^((==4242== )?Command:) .*#\1 /opt/shop/leaky#; s#<(p?pid)>[0-9]+<#<\1>4242<#"; }
cd "$work"

heaptracks() {
  compile -o leaky
  heaptrack -o "$work/data" ./leaky >/dev/null 2>&1
  # Texts stand with their lengths: another path has another one.
  zstd -dc data.zst | python3 -c '
import sys
for line in sys.stdin:
    if line.startswith("s ") and sys.argv[1] in line:
        text = line.split(" ", 2)[2].rstrip("\n").replace(sys.argv[1], "/opt/shop")
        line = "s %x %s\n" % (len(text), text)
    sys.stdout.write(line)' "$work" >heaptrack.leaky.4242
  cp heaptrack.leaky.4242 "$leaks/"
  heaptrack_print -l -n 100 -s 100 -f heaptrack.leaky.4242 >"$leaks/heaptrack_print.txt"
  heaptrack_print -n 2 -m 0 -f heaptrack.leaky.4242 >"$leaks/heaptrack_print-few.txt"
  local cost
  for cost in allocations temporary leaked peak; do
    heaptrack_print -f heaptrack.leaky.4242 -F "$leaks/heaptrack.$cost.collapsed" --flamegraph-cost-type "$cost" >/dev/null
  done
}

valgrinds() {
  compile -o leaky
  valgrind --leak-check=full --show-leak-kinds=all ./leaky 2>&1 | clean >"$leaks/memcheck.txt"
  valgrind --leak-check=full ./leaky 2>&1 | clean >"$leaks/memcheck-definite.txt"
  valgrind ./leaky 2>&1 | clean >"$leaks/memcheck-summary.txt"
  valgrind --leak-check=full --show-leak-kinds=all --xml=yes --xml-file=memcheck.xml ./leaky 2>/dev/null
  clean <memcheck.xml >"$leaks/memcheck.xml"
  valgrind --tool=massif --time-unit=B --detailed-freq=4 --massif-out-file=massif.out.4242 ./leaky 2>/dev/null
  sed -i '/^desc:/s/:.*/: --time-unit=B/; /^cmd:/s/:.*/: .\/leaky/' massif.out.4242
  cp massif.out.4242 "$leaks/"
  ms_print massif.out.4242 | grep -E '^ +[0-9]+( +[0-9,]+){5}$|Detailed' >"$leaks/massif.printed.txt"
}

# memleak.txt, memleak-c.txt and macos-*.txt are written by hand: bpf and macOS are not to be had.
sanitizers() {
  compile -fsanitize=leak -o leaky
  ./leaky 2>&1 | clean >"$leaks/lsan.txt" || :
  compile -fsanitize=address -o leaky
  ./leaky 2>&1 | clean >"$leaks/asan.txt" || :
  {
    echo '#include <cstddef>'
    echo 'extern "C" void __sanitizer_print_memory_profile(std::size_t, std::size_t);'
    sed 's/int main(/static int leak(/' "$sources/leaky.cpp"
    echo 'int main(int argc, char **argv) { leak(argc, argv); __sanitizer_print_memory_profile(90, 10); }'
  } >profiled.cpp
  g++ -std=c++17 -O1 -g -fsanitize=address "-ffile-prefix-map=$work=/opt/shop" -o profiled profiled.cpp
  ASAN_OPTIONS=detect_leaks=0 ./profiled 2>&1 | clean >"$leaks/asan-heap.txt"
}

heaptracks
valgrinds
sanitizers
