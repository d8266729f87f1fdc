#!/usr/bin/env bash
# bench/trace.sh [PAIRS [MS [LOOP…]]]: what a trace costs its target. One JVM for each loop, rounds with and without the probe, PAIRS of them;
# then as many after it was led out again. Operations and CPU for one are medians; the interval is that of the median of the pairs' ratios (sign test, 95 %).
source "$(dirname "$(readlink -f "$0")")/common.sh"
"$root/packaging/need.sh" javac python3

pairs=${1:-20} ms=${2:-1500}
shift $(($# > 2 ? 2 : $#))
(($#)) || set -- bare ring mix
javac -nowarn -d "$made" "$bench/targets/Allocates.java" 2>/dev/null

cat >"$work/drive.py" <<'PY'
import os, re, signal, statistics, subprocess, sys, time
from pairs import interval

made, fathom, loop, pairs, ms = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
java = subprocess.Popen(["java", "-Xmx64m", "-XX:+UseSerialGC", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:+EnableDynamicAgentLoading", "-cp", made, "Allocates", loop, "4"],
                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
assert java.stdout.readline() == "ready\n"

def round_of(milliseconds):
    java.stdin.write("%d\n" % milliseconds)
    java.stdin.flush()
    return [float(word) for word in java.stdout.readline().split()]

def has_table():
    return any("fathom-probe" in os.readlink("/proc/%d/fd/%s" % (java.pid, each)) for each in os.listdir("/proc/%d/fd" % java.pid) if os.path.lexists("/proc/%d/fd/%s" % (java.pid, each)))

def led_in():
    trace = subprocess.Popen([fathom, "trace", str(java.pid), "--for", "1h", "--yes", "-q"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True)
    while not has_table():
        time.sleep(0.01)
    time.sleep(0.3)
    return trace

def led_out(trace):
    trace.send_signal(signal.SIGINT)
    trace.communicate()

def rss():
    return int(re.search(r"VmRSS:\s+(\d+)", open("/proc/%d/status" % java.pid).read()).group(1))

def row(name, rounds, base, ratios):
    low, high = interval(ratios)
    print("%-22s %12.0f %10.1f %10.0f   ops x%.3f   CPU x%.3f [%.3f, %.3f]   p99.9 x%.2f" % (
        name, statistics.median(r[0] for r in rounds), statistics.median(r[1] for r in rounds), statistics.median(r[2] for r in rounds),
        statistics.median(r[0] for r in rounds) / statistics.median(r[0] for r in base), statistics.median(ratios), low, high,
        statistics.median(r[2] for r in rounds) / statistics.median(r[2] for r in base)))

round_of(4000)
before, without, traced, after, again = rss(), [], [], [], []
for pair in range(pairs):
    # Each is first in half of the pairs: a machine that slows down meanwhile is not put down to one of them.
    if pair % 2 == 0:
        without.append(round_of(ms))
    trace = led_in()
    traced.append(round_of(ms))
    during = rss()
    led_out(trace)
    if pair % 2 == 1:
        without.append(round_of(ms))
for _ in range(pairs):
    again.append(round_of(ms))
    after.append(round_of(ms))
print("%s, 4 threads, %d pairs of %d ms" % (loop, pairs, ms))
print("%-22s %12s %10s %10s" % ("", "ops/s", "CPU ns/op", "p99.9 ns"))
row("without", without, without, [1] * pairs)
row("traced", traced, without, [t[1] / w[1] for t, w in zip(traced, without)])
row("after the end", again, without, [a[1] / w[1] for a, w in zip(again, without)])
row("noise of two without", after, again, [a[1] / b[1] for a, b in zip(after, again)])
print("RSS %d KiB, traced %+d KiB, at the end %+d KiB" % (before, during - before, rss() - before))
java.stdin.close()
java.wait()
PY

for loop; do
  PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$bench python3 "$work/drive.py" "$made" "$FATHOM" "$loop" "$pairs" "$ms"
  echo
done
