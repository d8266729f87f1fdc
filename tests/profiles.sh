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
