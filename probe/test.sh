#!/bin/sh
# test.sh FOLDER [CYCLES]: builds the probe and its tests into FOLDER and runs them; one line for each.
set -u
here=$(dirname "$(readlink -f "$0")")
out=$1
cycles=${2:-20}
flags="-std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Wno-alloc-size-larger-than -Wno-use-after-free"
whole="tests/whole.c tests/session.c tests/estimates.c tests/blocks.c tests/slots.c tests/words.c tests/sizes.c tests/forks.c tests/room.c tests/filtered.c tests/operators.c tests/load.c"
parts="weight.c live.c exact.c sample.c stacks.c java.c slots.c hooks.c opened.c control.c run.c"
cd "$here" || exit 1
mkdir -p "$out"

# run NAME PROGRAM...: its lines with the name in them; a program that dies is a failure of its own.
run() {
  name=$1
  shift
  timeout 120 "$@" >"$out/lines"
  status=$?
  sed "s/^\(passed\|FAILED\|skipped\) /\1 probe, $name: /" "$out/lines"
  [ $status -eq 0 ] || grep -q '^FAILED' "$out/lines" || echo "FAILED probe, $name: ended with $status"
}

./build.sh "$out/probe.so" || { echo "FAILED probe: does not build"; exit 1; }
gcc $flags -fwrapv -fno-omit-frame-pointer -o "$out/unit" tests/unit.c $parts -ldl -lpthread -lm &&
  gcc $flags -o "$out/whole" $whole -ldl -lpthread -lm &&
  gcc -shared -fPIC -Wl,-z,now -Wl,-z,relro -o "$out/library.so" tests/library.c &&
  gcc $flags -shared -fPIC -Wl,-z,now -Wl,-z,relro -o "$out/slow-library.so" tests/slow.c &&
  gcc -shared -fPIC -o "$out/opener.so" tests/opener.c -ldl || { echo "FAILED probe: its tests do not build"; exit 1; }
# Without it the operators' tests say that they have no library.
! command -v g++ >/dev/null || g++ -std=c++17 -O2 -Wall -Wextra -shared -fPIC -o "$out/plus.so" tests/plus.cc || { echo "FAILED probe: its library in C++ does not build"; exit 1; }
run parts "$out/unit"
run glibc "$out/whole" "$out/probe.so" "$out/library.so" "$cycles"
gcc -shared -fPIC -o "$out/audit.so" tests/audit.c || { echo "FAILED probe under LD_AUDIT: does not build"; exit 1; }
LD_AUDIT=$out/audit.so run audited "$out/whole" "$out/probe.so" "$out/library.so" "$cycles"

for allocator in jemalloc.so.2 tcmalloc_minimal.so.4 mimalloc.so.2; do
  file=$(ls /usr/lib/*/lib$allocator* 2>/dev/null | head -n 1)
  if [ -n "$file" ]; then LD_PRELOAD=$file run "$allocator" "$out/whole" "$out/probe.so" "$out/library.so" "$cycles"
  else echo "skipped probe under $allocator: it is not installed"; fi
done

if command -v musl-gcc >/dev/null; then
  musl-gcc $flags -o "$out/whole-musl" $whole && musl-gcc -shared -fPIC -o "$out/library-musl.so" tests/library.c &&
    musl-gcc -shared -fPIC -o "$out/opener-musl.so" tests/opener.c &&
    run musl "$out/whole-musl" "$out/probe.so" "$out/library-musl.so" "$cycles"
else echo "skipped probe under musl: musl-gcc is not installed"; fi

# The other machine, by another's instructions: what is asked here is whether it walks, counts and leads words back there as well.
arm=aarch64-linux-gnu-gcc
if ! command -v $arm >/dev/null; then echo "skipped probe on arm64: $arm is not installed"
elif ! command -v qemu-aarch64 >/dev/null; then echo "skipped probe on arm64: qemu-aarch64 is not installed"
else
  ./build.sh "$out/probe-aarch64.so" $arm && $arm $flags -fwrapv -fno-omit-frame-pointer -o "$out/unit-arm" tests/unit.c $parts -ldl -lpthread -lm &&
    $arm $flags -o "$out/whole-arm" $whole -ldl -lpthread -lm &&
    $arm -shared -fPIC -Wl,-z,now -Wl,-z,relro -o "$out/library-arm.so" tests/library.c &&
    $arm $flags -shared -fPIC -Wl,-z,now -Wl,-z,relro -o "$out/slow-library-arm.so" tests/slow.c &&
    $arm -shared -fPIC -o "$out/opener-arm.so" tests/opener.c -ldl || { echo "FAILED probe on arm64: does not build"; exit 1; }
  export QEMU_LD_PREFIX=/usr/aarch64-linux-gnu EMULATED=1
  run "parts on arm64" qemu-aarch64 "$out/unit-arm"
  run arm64 qemu-aarch64 "$out/whole-arm" "$out/probe-aarch64.so" "$out/library-arm.so" 3
fi
