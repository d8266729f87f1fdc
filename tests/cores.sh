#!/usr/bin/env bash
# tests/cores.sh: makes tests/corpus/malloc/cores anew: a core of Targets/mallocs.c for each layout of its structures, and what the
# program's own malloc said. Needs gcc, gdb, and the roots of `./fathom lab roots --make`.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

into=$PWD/tests/corpus/malloc/cores
targets=$PWD/tests/Fathom.Live.Tests/Targets
roots=${FATHOM_ROOTS:-/var/cache/fathom/roots}
# This name is found in the cores.
work=/tmp/glibc
mkdir "$work"
trap 'rm -rf "$work"' EXIT
mkdir -p "$into"

# core NAME ARGUMENT...: of the program $work/NAME, which ends with its input. Nothing of this machine's environment.
core() {
  local name=$1 pid
  mkfifo "$work/$name.in" "$work/$name.out"
  (cd /; exec env -i "$work/$name" "${@:2}" <"$work/$name.in" >"$work/$name.out") &
  pid=$!
  exec 7>"$work/$name.in" 8<"$work/$name.out"
  : >"$work/said"
  while read -r -u 8 line && [[ $line != ready ]]; do echo "$line" >>"$work/said"; done
  # Without what can be read from the files themselves.
  echo 0x23 >"/proc/$pid/coredump_filter"
  gcore -o "$work/core" "$pid" >/dev/null 2>&1
  exec 7>&- 8<&-
  wait "$pid" || :
  gzip -9 -n <"$work/core.$pid" >"$into/$name.core.gz"
  cp "$work/said" "$into/$name.said"
}

compile() { gcc -std=c11 -O1 -pthread -o "$work/$1" "$targets/mallocs.c" "${@:2}"; }

# with ROOT VERSION: linked with a root's libraries, copied to where the cores may name them.
with() {
  local from=$roots/$1/usr/lib/x86_64-linux-gnu libraries=$work/lib-$2
  mkdir "$libraries"
  cp -L "$from"/{libc.so.6,libpthread.so.0,ld-linux-x86-64.so.2} "$libraries"
  compile "$2" -nostdlib "$(gcc -print-file-name=crt1.o)" "$libraries"/{libc.so.6,libpthread.so.0} -Wl,--allow-shlib-undefined \
    -Wl,--dynamic-linker="$libraries/ld-linux-x86-64.so.2" -Wl,-rpath,"$libraries" -lgcc
  core "$2" 2 200
}

with bullseye 2.31
with sid 2.43
compile 2.36
core 2.36 2 200
ls -l "$into"
