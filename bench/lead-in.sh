#!/usr/bin/env bash
# bench/lead-in.sh [RUNS [CLASSES…]]: from the beginning of a trace until calls are led, the first time and the second, in JVMs with so many classes. $BESIDE
# may name another fathom, which meets a JVM of its own each time, before this one or after it in turns. Medians (ranges) of milliseconds.
source "$(dirname "$(readlink -f "$0")")/common.sh"
"$root/packaging/need.sh" javac python3

runs=${1:-11}
shift $(($# > 1 ? 1 : $#))
(($#)) || set -- 0 6700 30000
javac -nowarn -Xlint:-options --release 8 -d "$made" "$bench/targets/Loads.java" 2>/dev/null

cat >"$work/drive.py" <<'PY'
import json, os, statistics, subprocess, sys

made, runs, classes, fathoms = sys.argv[1], int(sys.argv[2]), sys.argv[3], [f for f in sys.argv[4:] if f]

def start():
    return subprocess.Popen(["java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:+EnableDynamicAgentLoading", "-cp", made, "Loads", classes],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

def find(tree, name):
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        found = value if key == name else find(value, name)
        if found is not None:
            return found

def trace(fathom, pid):
    said = subprocess.run([fathom, "trace", str(pid), "--for", "300ms", "--yes", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    return find(json.loads(said), "leading_in_ms"), find(json.loads(said), "leading_in_jvm_ms")

took = {(fathom, time): [] for fathom in fathoms for time in (0, 1)}
for run in range(runs):
    javas = [start() for _ in fathoms]
    for java in javas:
        assert java.stdout.readline().startswith("ready")
    for time in (0, 1):
        for fathom, java in list(zip(fathoms, javas))[:: 1 if run % 2 else -1]:
            took[fathom, time].append(trace(fathom, java.pid))
    for java in javas:
        java.stdin.close()
        java.wait()

def text(all):
    return "%4.0f (%.0f-%.0f)" % (statistics.median(all), min(all), max(all))

for fathom in fathoms:
    for time in (0, 1):
        each = took[fathom, time]
        print("%6s classes, %-40s %s: %-20s of which the JVM %s" % (classes, fathom[-40:], "again" if time else "first", text([e[0] for e in each]), text([e[1] for e in each])))
PY

for classes; do python3 "$work/drive.py" "$made" "$runs" "$classes" "$FATHOM" "${BESIDE-}"; done
