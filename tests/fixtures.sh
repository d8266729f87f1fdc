#!/usr/bin/env bash
# tests/fixtures.sh [JDK...]: makes tests/corpus/hotspot/JDK/*.txt anew: what real JVMs answer to diagnostic commands.
#
# 17 and 25 are the machine's own JDKs; 8, 11 and 21 run in the roots of `./fathom lab roots --make` (as root).
# A command that a JDK does not have leaves no file.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

corpus=$PWD/tests/corpus/hotspot
roots=${FATHOM_ROOTS:-/var/cache/fathom/roots}
work=$(mktemp -d)
mkdir "$work/classes" "$work/pipes"
jvm_pid='' unshare_pid='' enter=()

# The program ends with its input; unshare itself ignores SIGTERM.
stop() {
  [[ $unshare_pid ]] || return 0
  exec 5>&- 6<&-
  kill "$jvm_pid" 2>/dev/null || :
  wait "$unshare_pid" 2>/dev/null || :
  unshare_pid=''
}
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

home_of() {
  case $1 in
    17) echo /usr/lib/jvm/java-17-openjdk-amd64 ;;
    25) echo /usr/lib/jvm/temurin-25-jdk-amd64 ;;
    8) sed -n 's/^java_home=//p' "$roots/sid/.fathom-root" ;;
    11) sed -n 's/^java_home=//p' "$roots/bullseye/.fathom-root" ;;
    21) sed -n 's/^java_home=//p' "$roots/trixie/.fathom-root" ;;
  esac
}

root_of() { case $1 in 8) echo sid ;; 11) echo bullseye ;; 21) echo trixie ;; esac; }

# start JDK OPTION...: the test program, ready; afterwards `ask` speaks to it.
start() {
  local jdk=$1 home root line
  shift
  home=$(home_of "$jdk") root=$(root_of "$jdk")
  rm -f "$work"/pipes/*
  mkfifo "$work/pipes/in" "$work/pipes/out"
  if [[ $root ]]; then
    env -i PATH="$PATH" unshare --mount --pid --fork --kill-child -- sh lab/in-root.sh "$roots/$root" "$work/classes" \
      "$home/bin/java" "$@" -cp /opt/fathom-lab Small <"$work/pipes/in" >"$work/pipes/out" 2>"$work/errors" &
  else
    env -i "$home/bin/java" "$@" -cp "$work/classes" Small <"$work/pipes/in" >"$work/pipes/out" 2>"$work/errors" &
  fi
  unshare_pid=$! jvm_pid=$unshare_pid enter=()
  exec 5<>"$work/pipes/in" 6<>"$work/pipes/out"
  while kill -0 "$unshare_pid" 2>/dev/null; do
    read -r -t 2 line <&6 || continue
    case $line in
      HOST*) jvm_pid=${line#HOST } ;;
      READY) break ;;
    esac
  done
  [[ $line == READY ]] || { cat "$work/errors" >&2; return 1; }
  if [[ $root ]]; then
    enter=(nsenter -t "$jvm_pid" -m -p --root --wdns=/ env -i "$home/bin/jcmd" 1)
  else
    enter=("$home/bin/jcmd" "$jvm_pid")
  fi
  folder=$corpus/$jdk
  mkdir -p "$folder"
}

# ask FILE COMMAND...: saves one answer, without what is only true of the machine it was made on.
ask() {
  local file=$folder/$1.txt
  shift
  timeout 60 "${enter[@]}" "$@" >"$work/answer" 2>&1 5>&- 6<&- || :
  if head -n 3 "$work/answer" | grep -qE 'Unknown diagnostic command|IllegalArgumentException|Incorrect scale value'; then
    rm -f "$file"
    return
  fi
  sed "s#$work/classes#/opt/fathom-lab#g" "$work/answer" >"$file"
}

# grow: the program takes three more MiB, so that a diff has something to tell.
grow() {
  local line
  echo >&5
  read -r -t 60 line <&6
  [[ $line == MORE ]]
}

memory() {
  ask nmt-summary VM.native_memory summary
  ask nmt-summary-bytes VM.native_memory summary scale=1
  ask nmt-summary-mb VM.native_memory summary scale=MB
  ask nmt-summary-gb VM.native_memory summary scale=GB
  ask nmt-statistics VM.native_memory statistics
  ask nmt-no-baseline VM.native_memory summary.diff
  ask nmt-baseline VM.native_memory baseline
  grow
  ask nmt-summary-diff VM.native_memory summary.diff
  ask nmt-detail-diff VM.native_memory detail.diff
  ask nmt-detail VM.native_memory detail
}

others() {
  ask help help
  ask version VM.version
  ask metaspace VM.metaspace
  ask metaspace-basic VM.metaspace basic scale=1
  ask metaspace-vslist VM.metaspace vslist=true scale=1
  ask metaspace-loaders VM.metaspace show-loaders=true by-spacetype=true scale=KB
  ask codecache Compiler.codecache
  ask classloader-stats VM.classloader_stats
  ask stringtable VM.stringtable
  ask symboltable VM.symboltable
  ask class-histogram GC.class_histogram -all
  ask finalizer-info GC.finalizer_info
  ask threads Thread.print
  ask threads-locks Thread.print -l
  ask flags VM.flags
  ask flags-all VM.flags -all
  ask compiler-memory-off Compiler.memory
  ask dynlibs VM.dynlibs
  ask native-heap System.native_heap_info
  ask trim System.trim_native_heap
  ask heap-g1 GC.heap_info
}

# Last, because it loads libjvm's symbol tables into the target.
information() {
  ask info-g1 VM.info
  ask map System.map
}

collector() {
  local jdk=$1 name=$2
  shift 2
  if start "$jdk" -Xms16m -Xmx32m "$@" 2>/dev/null; then
    ask "heap-$name" GC.heap_info
    case $name in parallel | z) ask "info-$name" VM.info ;; esac
  fi
  stop
}

make_all() {
  local jdk=$1
  echo "JDK $jdk"
  start "$jdk" -Xms16m -Xmx32m -XX:+UseG1GC -XX:NativeMemoryTracking=detail
  memory
  others
  information
  stop
  collector "$jdk" serial -XX:+UseSerialGC -XX:ReservedCodeCacheSize=64m
  collector "$jdk" parallel -XX:+UseParallelGC
  collector "$jdk" shenandoah -XX:+UnlockExperimentalVMOptions -XX:+UseShenandoahGC
  collector "$jdk" z -XX:+UnlockExperimentalVMOptions -XX:+UseZGC
  start "$jdk" -Xmx32m -XX:+UseSerialGC -XX:ReservedCodeCacheSize=64m -XX:NativeMemoryTracking=summary
  ask codecache-single Compiler.codecache
  ask nmt-level-summary VM.native_memory summary
  ask nmt-detail-refused VM.native_memory detail
  stop
  # ZGC's memory is a file, of which only late versions have a section of its own.
  if [[ $jdk == 25 ]]; then
    start "$jdk" -Xms16m -Xmx32m -XX:+UseZGC -XX:NativeMemoryTracking=detail
    ask nmt-detail-z VM.native_memory detail scale=MB
    stop
  fi
  start "$jdk" -Xmx32m -XX:+UseSerialGC
  ask nmt-off VM.native_memory summary
  ask map-without-nmt System.map
  stop
  if start "$jdk" -Xmx32m '-XX:CompileCommand=MemStat,java.util.HashMap::*' 2>/dev/null; then
    ask compiler-memory Compiler.memory
  fi
  stop
}

/usr/lib/jvm/java-17-openjdk-amd64/bin/javac -source 8 -target 8 -nowarn -d "$work/classes" tests/fixtures/Small.java \
  2>/dev/null
[[ $# -gt 0 ]] || set -- 8 11 17 21 25
for jdk; do
  make_all "$jdk"
done
