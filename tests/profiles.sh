#!/usr/bin/env bash
# tests/profiles.sh: makes tests/corpus/profiles/ anew: what profilers write of Targets/profiled.cpp, and what their own tools say of it.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

profiles=$PWD/tests/corpus/profiles
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$profiles"
g++ -std=c++17 -O1 -pthread -o "$work/profiled" tests/Fathom.Live.Tests/Targets/profiled.cpp

clean() { sed -E "s#$work#/opt/shop#g"; }
jemalloc() { MALLOC_CONF=prof:true,lg_prof_sample:$1,prof_accum:true,prof_final:true,prof_prefix:$work/je LD_PRELOAD=libjemalloc.so.2 "$work/profiled" "${@:2}"; }
gperftools() { HEAPPROFILE=$work/shop HEAP_PROFILE_ALLOCATION_INTERVAL=60000000 LD_PRELOAD=libtcmalloc.so.4 "$work/profiled" 2>/dev/null; }

jemalloc 15
jemalloc 15 more
number=0
for dump in "$work"/je.*.heap; do
  clean <"$dump" >"$profiles/jeprof.4242.$number.i$number.heap"
  for value in inuse_space inuse_objects alloc_space alloc_objects; do
    jeprof --text --show_bytes "--$value" "$work/profiled" "$dump" 2>/dev/null | clean >"$profiles/jeprof.$number.$value.txt"
  done
  ((++number))
done

gperftools
for dump in "$work"/shop.*.heap; do
  name=${dump##*/}
  clean <"$dump" >"$profiles/$name"
  google-pprof --text --show_bytes "$work/profiled" "$dump" 2>/dev/null | clean >"$profiles/${name%.heap}.inuse_space.txt"
done

# Profiles in protobuf, with what Go's own pprof prints of each of their values: of a Go program; of gperftools, which Go's pprof puts into that
# form, symbols and frames to drop and all; and a made one with what continuous profilers send. Without Go they stay as they are.
told() {
  local names=$1 file=$2 value
  shift 2
  for value in "$@"; do
    go tool pprof -top "-unit=$([[ $value == wall ]] && echo ns || echo B)" "-symbolize=$names" -nodefraction=0 -nodecount=0 "-sample_index=$value" "$file" 2>/dev/null |
      grep -v '^Time: ' >"${file%.pb.gz}.$value.txt"
  done
}

if command -v go >/dev/null; then
  (cd tests/fixtures && GOCACHE=$work/cache go build -trimpath -o "$work/shop" shop.go)
  "$work/shop" "$profiles/go.heap.pb.gz" "$profiles/go.allocs.pb.gz"
  python3 tests/fixtures/pprof.py "$profiles/sent.pb.gz"
  # With lines and what was inlined; names of C++ stay as the linker has them.
  g++ -std=c++17 -O1 -g "-ffile-prefix-map=$PWD=/src" -pthread -o "$work/profiled" tests/Fathom.Live.Tests/Targets/profiled.cpp
  gperftools
  go tool pprof -symbolize=local -proto -output="$work/cpp.pb.gz" "$work/profiled" "$work/shop.0003.heap" >/dev/null 2>&1
  gzip -dc "$work/cpp.pb.gz" >"$work/cpp"
  python3 - "$work" "$work/cpp" "$profiles/gperftools.pb.gz" <<'PY'
import gzip, sys
# Of the same length, as lengths stand in front of texts.
whole = open(sys.argv[2], "rb").read().replace(sys.argv[1].encode(), b"/opt/shop".ljust(len(sys.argv[1]), b"_"))
open(sys.argv[3], "wb").write(gzip.compress(whole, mtime=0))
PY
  told none "$profiles/go.heap.pb.gz" inuse_space inuse_objects alloc_space alloc_objects
  told none "$profiles/go.allocs.pb.gz" alloc_space
  told local "$profiles/gperftools.pb.gz" inuse_space inuse_objects
  told none "$profiles/sent.pb.gz" alloc_objects alloc_in_new_tlab_bytes wall
fi

# Recordings by async-profiler (ASYNC_PROFILER=its folder) of tests/fixtures/NativeShop.java, each with the sums of its own converter: of all, of
# what it calls leaks, and of leaks of any age. Only what is read is kept in them, by the JDK's own jfr: no properties of this machine
# (and no types of frames: the converter is asked about the whole recording).
recorded() {
  local name=$1 line
  shift
  coproc SHOP { exec java -Xint -XX:+UseSerialGC -Xmx32m -cp "$work" NativeShop; }
  local shop=$SHOP_PID from=${SHOP[0]} to=${SHOP[1]}
  read -r line <&"$from"
  "$ASYNC_PROFILER/bin/asprof" start -e nativemem "$@" -f "$work/$name.whole.jfr" "$shop" >/dev/null
  echo >&"$to"
  read -r line <&"$from"
  "$ASYNC_PROFILER/bin/asprof" stop "$shop" >/dev/null
  echo >&"$to"
  wait "$shop"
  "$jdk/bin/jfr" scrub --include-events profiler.Malloc,profiler.Free,jdk.ActiveSetting "$work/$name.whole.jfr" "$work/$name.jfr" >/dev/null
  gzip -9nc "$work/$name.jfr" >"$profiles/asprof.$name.jfr.gz"
  local leak option
  for leak in '' --leak '--leak --tail 0'; do
    read -ra option <<<"$leak"
    "$ASYNC_PROFILER/bin/jfrconv" --total --nativemem --dot "${option[@]}" -o collapsed "$work/$name.whole.jfr" "$work/said" >/dev/null
    awk -v what="$name ${leak:-all}" '{ sum += $NF } END { print what, NR, sum }' "$work/said"
    [[ $leak || $name != all ]] || gzip -9nc "$work/said" >"$profiles/asprof.all.collapsed.gz"
  done >>"$profiles/asprof.txt"
}

if [[ -n ${ASYNC_PROFILER-} ]]; then
  jdk=$(for each in /usr/lib/jvm/*; do [[ ! -x $each/bin/jfr ]] || { "$each/bin/jfr" help scrub &>/dev/null && echo "$each"; }; done | tail -n 1)
  "$jdk/bin/javac" --release 8 -Xlint:-options -d "$work" tests/fixtures/NativeShop.java
  rm -f "$profiles/asprof.txt"
  recorded all --nativemem 0
  recorded sampled --nativemem 64k
  recorded nofree --nativemem 0 --nofree
fi

# perf: what perf script prints, and what perf report counts of the same recording.
perf_recorded() {
  local name=$1
  shift
  (cd "$work" && perf record -q -g "$@" -o perf.data -- /opt/shop/asks) >/dev/null 2>&1
  perf script -i "$work/perf.data" >"$profiles/perf.$name.script.txt" 2>/dev/null
  perf report --stdio --no-children -g none -F period,sample,sym -i "$work/perf.data" 2>/dev/null | sed 's/ *$//' >"$profiles/perf.$name.report.txt"
  [[ $name != clock ]] || {
    perf script -i "$work/perf.data" -F comm,pid,tid,event,ip,sym,srcline 2>/dev/null >"$profiles/perf.$name.lines.txt"
    perf script -G -i "$work/perf.data" 2>/dev/null >"$profiles/perf.$name.flat.txt"
  }
}
export work profiles
export -f perf_recorded
unshare -m bash -euc '
  mkdir -p /opt && mount -t tmpfs none /opt && mkdir /opt/shop
  gcc -std=c11 -O1 -g -fno-omit-frame-pointer -pthread -o /opt/shop/asks tests/Fathom.Live.Tests/Targets/asks.c
  perf probe -q -x /lib/x86_64-linux-gnu/libc.so.6 "probe_shop:malloc=malloc bytes=%di"
  trap "perf probe -q -d probe_shop:malloc" EXIT
  perf_recorded faults -e page-faults -c 10
  perf_recorded malloc -e probe_shop:malloc
  perf_recorded calls -e syscalls:sys_enter_brk,syscalls:sys_enter_mmap
  perf_recorded clock -e cpu-clock -F 250'
