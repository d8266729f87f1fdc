#!/bin/sh
# Collects the texts that fathom can judge a JVM's memory by, where fathom itself may not run:
#
#   sh collect.sh [PID] > jvm.txt      and, where fathom is: fathom jvm.txt
#   sh collect.sh PID deep > jvm.txt   also asks for VM.info, VM.metaspace, NMT's detail, threads and tables: threads stop for some ms
#
# Needs a shell, cat, grep, sed and tr; jcmd is asked if there is one. Reads /proc, which holds up the JVM's own mmap
# calls for about 10 ms a GiB of its memory, and changes nothing but what jcmd's first call leaves (a thread and a socket).
# No environment is collected. Command lines are: they may hold secrets, which fathom masks when it shows them, but
# this text is as it is.
set -u
LC_ALL=C
export LC_ALL

most_threads=2000

section() { printf '\n==> %s <==\n' "$1"; }

# Only what can be read, and something stands in.
file() {
  if text=$(cat "$1" 2>/dev/null) && [ -n "$text" ]; then
    section "$1"
    printf '%s\n' "$text"
  fi
}

# Of any length: it is never held.
long_file() {
  if [ -r "$1" ]; then
    section "$1"
    cat "$1" 2>/dev/null
  fi
}

ask() {
  section "jcmd $pid $*"
  if command -v timeout >/dev/null 2>&1; then
    timeout 60 jcmd "$pid" "$@" 2>&1
  else
    jcmd "$pid" "$@" 2>&1
  fi
}

only_jvm() {
  found=
  for folder in /proc/[0-9]*; do
    grep -q 'libjvm\.so' "$folder/maps" 2>/dev/null || continue
    found="$found ${folder#/proc/}"
  done
  # shellcheck disable=SC2086
  set -- $found
  if [ $# -ne 1 ]; then
    echo "collect: give the pid of one JVM; there are $#:$found" >&2
    return 1
  fi
  echo "$1"
}

# $1: 2 or 1, $2: the path of the cgroup as the process sees it.
cgroup_files() {
  if [ "$1" = 2 ]; then
    set -- /sys/fs/cgroup "$2" memory.current memory.max memory.high memory.peak memory.stat memory.events \
      memory.pressure memory.swap.current memory.swap.max
  else
    set -- /sys/fs/cgroup/memory "$2" memory.usage_in_bytes memory.limit_in_bytes memory.max_usage_in_bytes \
      memory.stat memory.failcnt memory.oom_control memory.kmem.usage_in_bytes
  fi
  # Inside a container its own cgroup is mounted at the root, whatever its path is called outside.
  place=$1${2%/}
  [ -r "$place/$3" ] || place=$1
  shift 2
  for name in "$@"; do
    file "$place/$name"
  done
}

pid=${1:-}
[ -n "$pid" ] || pid=$(only_jvm) || exit 2
if [ ! -r "/proc/$pid/maps" ]; then
  echo "collect: /proc/$pid/maps cannot be read: no such process, or not as this user" >&2
  exit 4
fi

printf '==> collect.sh <==\nformat 1\npid %s\n' "$pid"
date -u '+date %Y-%m-%dT%H:%M:%SZ'
section "uname -srm"
uname -srm
for name in status limits stat comm cgroup oom_score_adj; do
  file "/proc/$pid/$name"
done
for name in maps smaps smaps_rollup; do
  long_file "/proc/$pid/$name"
done

# One argument a line.
section "/proc/$pid/cmdline"
tr '\000' '\n' <"/proc/$pid/cmdline" 2>/dev/null

count=0
for thread in /proc/"$pid"/task/[0-9]*; do
  count=$((count + 1))
  [ "$count" -gt "$most_threads" ] && break
  file "$thread/comm"
done

path=$(sed -n 's/^0:://p' "/proc/$pid/cgroup" 2>/dev/null)
[ -n "$path" ] && [ -r /sys/fs/cgroup/cgroup.controllers ] && cgroup_files 2 "$path"
path=$(sed -n 's/^[0-9]*:\([a-z_,]*,\)\{0,1\}memory\(,[a-z_,]*\)\{0,1\}://p' "/proc/$pid/cgroup" 2>/dev/null)
[ -n "$path" ] && cgroup_files 1 "$path"

file /proc/meminfo
if command -v free >/dev/null 2>&1; then
  section free
  free
fi
if kernel=$(dmesg 2>/dev/null | tail -n 300) && [ -n "$kernel" ]; then
  section dmesg
  printf '%s\n' "$kernel"
fi

# jcmd's first call signals (SIGQUIT), which ends a process that is no JVM, and a JVM that does not catch it (-Xrs).
is_ready() {
  grep -q 'libjvm\.so' "/proc/$pid/maps" 2>/dev/null || return 1
  case $(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$pid/status") in
    *[4-7c-f]) return 0 ;;
  esac
  return 1
}

if command -v jcmd >/dev/null 2>&1 && is_ready; then
  ask VM.version
  ask VM.flags
  ask GC.heap_info
  if [ "${2:-}" = deep ]; then
    ask VM.native_memory detail
    ask VM.metaspace vslist
    ask VM.info
    ask Thread.print
    ask VM.stringtable
    ask VM.symboltable
    ask VM.classloader_stats
    ask GC.finalizer_info
  else
    ask VM.native_memory summary
  fi
fi
section end
