#!/usr/bin/env bash
# bench/trace-os.sh [PAIRS [MS]]: what it costs a JVM that maps and unmaps 1 MiB in 4 threads to be followed: by fathom trace --os, by strace -f, and by
# strace -f --seccomp-bpf. Rounds in turns, medians; the first is alone. CPU is the JVM's own, without the tracer's.
source "$(dirname "$(readlink -f "$0")")/common.sh"
"$root/packaging/need.sh" javac python3 strace

pairs=${1:-9} ms=${2:-1500}
javac -nowarn -d "$made" "$bench/targets/Allocates.java" 2>/dev/null

cat >"$work/drive.py" <<'PY'
import os, re, signal, statistics, subprocess, sys, time

made, fathom, work, pairs, ms = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
calls = "brk,mmap,munmap,mremap,mprotect,madvise"

class Jvm:
    def __init__(self, *before):
        self.process = subprocess.Popen([*before, "java", "-Xmx64m", "-XX:+UseSerialGC", "-cp", made, "Allocates", "map", "4"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, "MALLOC_MMAP_THRESHOLD_": "131072"})
        assert self.process.stdout.readline() == "ready\n"

    def round(self, milliseconds):
        self.process.stdin.write("%d\n" % milliseconds)
        self.process.stdin.flush()
        return [float(word) for word in self.process.stdout.readline().split()]

    def end(self):
        self.process.stdin.close()
        self.process.wait()

plain = Jvm()
straced = Jvm("strace", "-f", "-qq", "-e", "trace=" + calls, "-o", work + "/strace")
filtered = Jvm("strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=" + calls, "-o", work + "/seccomp")

def followed():
    trace = subprocess.Popen([fathom, "trace", str(plain.process.pid), "--os", "--for", "1h", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True)
    while not any(os.path.lexists("/proc/%d/fd/%s" % (trace.pid, each)) and "perf_event" in os.readlink("/proc/%d/fd/%s" % (trace.pid, each)) for each in os.listdir("/proc/%d/fd" % trace.pid)):
        time.sleep(0.02)
    time.sleep(0.3)
    made = plain.round(ms)
    used = sum(int(each) for each in open("/proc/%d/stat" % trace.pid).read().rsplit(")", 1)[1].split()[11:13])
    trace.send_signal(signal.SIGINT)
    said = trace.communicate()[0]
    numbers = [int(re.search(r'"%s": (\d+)' % name, said).group(1)) for name in ("lost", "missed")]
    seen = sum(int(each) for each in re.findall(r'"count": (\d+)', said))
    return made + [numbers[0], seen, used * 10]

for jvm in (plain, straced, filtered):
    jvm.round(1500)
rounds = {"without": [], "fathom trace --os": [], "strace -f": [], "strace -f --seccomp-bpf": []}
for _ in range(pairs):
    rounds["without"].append(plain.round(ms))
    rounds["fathom trace --os"].append(followed())
    rounds["strace -f"].append(straced.round(ms))
    rounds["strace -f --seccomp-bpf"].append(filtered.round(ms))
base = rounds["without"]
print("a block of 1 MiB mapped, touched and unmapped, 4 threads, %d rounds of %d ms; load %s" % (pairs, ms, open("/proc/loadavg").read().split()[0]))
print("%-24s %12s %10s %10s" % ("", "ops/s", "CPU ns/op", "p99.9 ns"))
for name, each in rounds.items():
    middle = [statistics.median(r[i] for r in each) for i in range(3)]
    print("%-24s %12.0f %10.0f %10.0f   ops x%.3f   CPU x%.2f" % (name, *middle, middle[0] / statistics.median(r[0] for r in base), middle[1] / statistics.median(r[1] for r in base)))
own = rounds["fathom trace --os"]
print("fathom: %.0f events a round, %d lost in all, %.0f ms of CPU of its own a round" % (statistics.median(r[4] for r in own), sum(r[3] for r in own), statistics.median(r[5] for r in own)))
for jvm in (plain, straced, filtered):
    jvm.end()
PY
timeout 600 python3 "$work/drive.py" "$made" "$FATHOM" "$work" "$pairs" "$ms"
