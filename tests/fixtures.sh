#!/usr/bin/env bash
# tests/fixtures.sh [JDK...]: makes tests/corpus/hotspot/JDK/*.txt anew: what real JVMs answer to diagnostic commands.
#
# A command that a JDK does not have leaves no file.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

corpus=$PWD/tests/corpus/hotspot
source tests/small-jvm.sh

# ask FILE COMMAND...: saves one answer, without what is only true of the machine it was made on.
ask() {
  local file=$folder/$1.txt
  shift
  timeout 60 "${enter[@]}" "$home/bin/jcmd" "$seen_pid" "$@" >"$work/answer" 2>&1 5>&- 6<&- || :
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

[[ $# -gt 0 ]] || set -- 8 11 17 21 25
for jdk; do
  make_all "$jdk"
done
