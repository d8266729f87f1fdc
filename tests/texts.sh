#!/usr/bin/env bash
# tests/texts.sh [PART...]: makes tests/corpus/texts/ anew: what other people's tools print about a JVM.
#   procps      pmap, top, ps, free of three versions      jdk   jstat, jmap of five JDKs
#   allocators  malloc_stats, jemalloc, tcmalloc            kernel   a JVM killed in a memory cgroup of its own
#   crashes     hs_err files
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

texts=$PWD/tests/corpus/texts corpus=$texts/jdk
source tests/small-jvm.sh

# keep FILE COMMAND...: saves what a command prints, without what is only true of the machine it was made on.
keep() {
  local file=$texts/$1
  shift
  mkdir -p "${file%/*}"
  LC_ALL=C timeout 60 "$@" >"$work/answer" 2>&1 5>&- 6<&- || :
  clean <"$work/answer" >"$file"
}

clean() { sed -E "s#$work/classes#/opt/fathom-lab#g; s#$work#/tmp/work#g; s#$PWD#/src#g; s#\\b$(uname -n)\\b#machine#g"; }

# unpacked SUITE PACKAGE...: packages of another Debian, unpacked where the function says.
unpacked() {
  local suite=$1 apt=$work/$1
  mkdir -p "$apt"/{state/lists/partial,cache/archives/partial,tree}
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg check-valid-until=no] http://deb.debian.org/debian $suite main" \
    >"$apt/sources.list"
  local options=(-qq -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State=$apt/state"
    -o "Dir::Cache=$apt/cache" -o Dir::State::status=/dev/null -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update >&2
  (cd "$apt" && apt-get "${options[@]}" download "${@:2}" >&2)
  local package
  for package in "$apt"/*.deb; do dpkg -x "$package" "$apt/tree"; done
  echo "$apt/tree"
}

# of_suite SUITE TOOL ARGUMENT...: a tool of another Debian with that Debian's own C library.
of_suite() {
  local root=$roots/$1 tree=$work/$1/tree
  local tool loader
  tool=$(find "$tree/bin" "$tree/usr/bin" -name "$2" 2>/dev/null | head -n 1)
  loader=$(find "$root/usr/lib/x86_64-linux-gnu" -name 'ld-*.so*' | head -n 1)
  "$loader" --library-path \
    "$tree/lib/x86_64-linux-gnu:$tree/usr/lib/x86_64-linux-gnu:$root/lib/x86_64-linux-gnu:$root/usr/lib/x86_64-linux-gnu" \
    "$tool" "${@:3}"
}

procps_of() {
  local name=$1 run=("${@:2}") option
  for option in '' -x -X -XX -d; do keep "procps/$name/pmap$option.txt" "${run[@]}" pmap $option "$jvm_pid"; done
  keep "procps/$name/pmap-xp.txt" "${run[@]}" pmap -x -p "$jvm_pid"
  sort -n -k3 "$texts/procps/$name/pmap-x.txt" >"$texts/procps/$name/pmap-x-sorted.txt"
  for option in '' -k -m -h -b -w -t -hw; do keep "procps/$name/free$option.txt" "${run[@]}" free $option; done
  keep "procps/$name/top.txt" env COLUMNS=120 TERM=dumb HOME=/nonexistent "${run[@]}" top -b -n 2 -d 0.2 -p "$jvm_pid"
  keep "procps/$name/top-c.txt" env COLUMNS=200 TERM=dumb HOME=/nonexistent "${run[@]}" top -b -n 1 -c -E k -e m -p "$jvm_pid"
  keep "procps/$name/ps-u.txt" "${run[@]}" ps uww -p "$jvm_pid"
  keep "procps/$name/ps-rss.txt" "${run[@]}" ps -p "$jvm_pid" -o rss,vsz
  keep "procps/$name/ps-l.txt" "${run[@]}" ps -ly -p "$jvm_pid"
  keep "procps/$name/ps-f.txt" "${run[@]}" ps -f -p "$jvm_pid"
  keep "procps/$name/ps-many.txt" "${run[@]}" ps -ww -p "$jvm_pid" -o pid,lstart,comm,rss,vsz,nlwp,args
  keep "procps/$name/ps-threads.txt" "${run[@]}" ps -L -p "$jvm_pid" -o pid,lwp,rss,comm
}

procps() {
  local file
  unpacked bullseye procps libprocps8 libncurses6 libncursesw6 libtinfo6 libsystemd0 >/dev/null
  unpacked trixie procps libproc2-0 libncurses6 libncursesw6 libtinfo6 libsystemd0 >/dev/null
  export -f of_suite
  export roots work
  # Stopped, so that all versions and the kernel's own files tell of one state.
  start 17 -Xmx32m -XX:+UseSerialGC -Xshare:off
  kill -STOP "$jvm_pid"
  for file in meminfo "$jvm_pid/status" "$jvm_pid/smaps"; do keep "procps/${file##*/}.txt" cat "/proc/$file"; done
  for file in -p -q; do keep "procps/4.0.2/pmap$file.txt" pmap "$file" "$jvm_pid"; done
  procps_of 4.0.2
  procps_of 3.3.17 bash -c 'of_suite bullseye "$@"' bash
  procps_of 4.0.4 bash -c 'of_suite trixie "$@"' bash
  kill -CONT "$jvm_pid"
  rm -rf "$corpus/17"
  stop
}

tool() {
  local file=$1
  shift
  keep "jdk/$jdk/$file.txt" "${enter[@]}" "$@"
  ! grep -qE '^(Usage|usage|Exception|Error)|not found|No such file' "$texts/jdk/$jdk/$file.txt" || rm "$texts/jdk/$jdk/$file.txt"
}

jdk() {
  local jdk option collector
  for jdk in 8 11 17 21 25; do
    for collector in Serial G1; do
      start "$jdk" -Xms16m -Xmx32m -XX:+Use${collector}GC || { stop; continue; }
      for option in gc gcutil gccapacity gcmetacapacity gcnew gcnewcapacity gcold gcoldcapacity gccause class compiler; do
        [[ $collector == Serial || $option == gc* ]] || continue
        tool "jstat-$option-$collector" "$home/bin/jstat" -$option "$seen_pid"
      done
      tool "jstat-gc-t-$collector" "$home/bin/jstat" -gc -t -h 2 "$seen_pid" 100 5
      if [[ $jdk == 8 ]]; then tool "jmap-heap-$collector" "$home/bin/jmap" -heap "$seen_pid"
      else tool "jmap-heap-$collector" "$home/bin/jhsdb" jmap --heap --pid "$seen_pid"; fi
      [[ $collector == G1 ]] || tool jmap-histo "$home/bin/jmap" -histo "$seen_pid"
      [[ $collector == G1 ]] || tool jinfo-flags "$home/bin/jinfo" -flags "$seen_pid"
      stop
    done
    start "$jdk" -Xms16m -Xmx32m -XX:+UseParallelGC || { stop; continue; }
    if [[ $jdk == 8 ]]; then tool "jmap-heap-Parallel" "$home/bin/jmap" -heap "$seen_pid"
    else tool "jmap-heap-Parallel" "$home/bin/jhsdb" jmap --heap --pid "$seen_pid"; fi
    stop
  done
}

[[ $# -gt 0 ]] || set -- procps jdk allocators kernel crashes
for part; do "$part"; done
