#!/usr/bin/env bash
# bench/trace-peers.sh [JVMS [PAIRS [MS [LOOP…]]]]: what tracing native memory costs by fathom and by what it replaces. A JVM for each, idle while it is another's turn:
# PAIRS rounds of each in turns, then all anew, JVMS times. A peer that is not installed is left out and named. ASYNC_PROFILER=…/libasyncProfiler.so for async-profiler.
# PEERS=REGEX for some of them only. Medians; the ratios are to the JVM without any of them in the same turn, the interval is that of their median (sign test, 95 %, of rounds: what one JVM differs from another by, "without,
# another JVM" says).
source "$(dirname "$(readlink -f "$0")")/common.sh"
"$root/packaging/need.sh" javac python3

jvms=${1:-4} pairs=${2:-6} ms=${3:-500}
shift $(($# > 3 ? 3 : $#))
(($#)) || set -- bare ring mix
javac -nowarn -d "$made" "$bench/targets/Allocates.java" 2>/dev/null

cat >"$work/drive.py" <<'PY'
import glob, os, re, shutil, signal, statistics, subprocess, sys, tempfile, time
from pairs import interval

made, fathom, loop, jvms, pairs, ms = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6])
profiler = os.environ.get("ASYNC_PROFILER", "")

def library(name):
    found = sorted(glob.glob("/usr/lib/*/" + name))
    return found[0] if found else ""

JE, TC = library("libjemalloc.so.2"), library("libtcmalloc.so.4")
JAVA = ["java", "-Xmx64m", "-XX:+UseSerialGC", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:+EnableDynamicAgentLoading"]

def agent(options):
    return lambda folder: (JAVA + ["-agentpath:%s=start,event=nativemem%s,file=%s/o.jfr" % (profiler, options, folder)], {})

# name: what is missing where it cannot run, then command and environment, given a folder for its output
peers = {
    "without": ("", lambda folder: (JAVA, {})),
    "without, another JVM": ("", lambda folder: (JAVA, {})),
    "fathom trace": ("", lambda folder: (JAVA, {})),
    "fathom run": ("", lambda folder: ([fathom, "run", "-q", "-o", folder + "/o.json", "--"] + JAVA, {})),
    "async-profiler, all": ("" if profiler else "ASYNC_PROFILER", agent("")),
    "async-profiler, 512k": ("" if profiler else "ASYNC_PROFILER", agent(",nativemem=512k")),
    "jemalloc": ("" if JE else "libjemalloc2", lambda folder: (JAVA, {"LD_PRELOAD": JE})),
    "jemalloc, prof 512k": ("" if JE else "libjemalloc2", lambda folder: (JAVA, {"LD_PRELOAD": JE, "MALLOC_CONF": "prof:true,lg_prof_sample:19,prof_final:true,prof_prefix:%s/je" % folder})),
    "gperftools HEAPPROFILE": ("" if TC else "libgoogle-perftools4", lambda folder: (JAVA, {"LD_PRELOAD": TC, "HEAPPROFILE": folder + "/hp", "HEAP_PROFILE_ALLOCATION_INTERVAL": "107374182400"})),
    "heaptrack": ("" if shutil.which("heaptrack") else "heaptrack", lambda folder: (["heaptrack", "-o", folder + "/ht"] + JAVA, {})),
    "strace, memory calls": ("" if shutil.which("strace") else "strace",
        lambda folder: (["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=brk,mmap,munmap,mremap,mprotect,madvise", "-o", folder + "/strace"] + JAVA, {})),
    "NMT summary": ("", lambda folder: (JAVA + ["-XX:NativeMemoryTracking=summary"], {})),
    "NMT detail": ("", lambda folder: (JAVA + ["-XX:NativeMemoryTracking=detail"], {})),
}

peers = {name: each for name, each in peers.items() if name == "without" or re.search(os.environ.get("PEERS", ""), name)}

def jvm_of(pid):
    if os.readlink("/proc/%d/exe" % pid).endswith("/java"):
        return pid
    for child in open("/proc/%d/task/%d/children" % (pid, pid)).read().split():
        found = jvm_of(int(child))
        if found:
            return found
    return 0

class Jvm:
    def __init__(self, name, make):
        self.folder = tempfile.mkdtemp()
        command, environment = make(self.folder)
        self.java = subprocess.Popen(command + ["-cp", made, "Allocates", loop, "4"], env=dict(os.environ, **environment), cwd=self.folder,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        while self.java.stdout.readline() != "ready\n":
            if self.java.poll() is not None:
                sys.exit(name + " ended before it was ready")
        self.round(2000)
        self.trace = None
        if name == "fathom trace":
            jvm = jvm_of(self.java.pid)
            self.trace = subprocess.Popen([fathom, "trace", str(jvm), "--for", "1h", "--yes", "-q"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
            while not any("fathom-probe" in line for line in open("/proc/%d/maps" % jvm)):
                if self.trace.poll() is not None:
                    sys.exit(name + " ended before it was in")
                time.sleep(0.05)

    def round(self, milliseconds):
        self.java.stdin.write("%d\n" % milliseconds)
        self.java.stdin.flush()
        while True:
            try:
                return [float(word) for word in self.java.stdout.readline().split()][:3]
            except ValueError:      # a line of the peer's own
                continue

    def end(self):
        if self.trace:
            self.trace.send_signal(signal.SIGINT)
            self.trace.wait()
        self.java.stdin.close()
        self.java.wait()
        size = sum(os.path.getsize(os.path.join(at, each)) for at, _, files in os.walk(self.folder) for each in files)
        shutil.rmtree(self.folder)
        return size

said = {name: [] for name, (missing, _) in peers.items() if not missing}
size = dict.fromkeys(said, 0)
for _ in range(jvms):
    running = {name: Jvm(name, peers[name][1]) for name in said}
    time.sleep(0.3)
    for _ in range(pairs):
        for name, jvm in running.items():
            said[name].append(jvm.round(ms))
    for name, jvm in running.items():
        size[name] = jvm.end()
base = said["without"]
print("%s, 4 threads, %d JVMs each, %d pairs of %d ms in turns; load %.1f" % (loop, jvms, jvms * pairs, ms, os.getloadavg()[0]))
print("%-24s %12s %9s %8s %10s %26s %9s %12s" % ("", "ops/s", "", "p99.9 ns", "CPU ns/op", "", "p99.9", "written"))
for name, rows in said.items():
    ops, cpu, late = ([a[k] / b[k] for a, b in zip(rows, base)] for k in range(3))
    middle = [statistics.median(row[k] for row in rows) for k in range(3)]
    print("%-24s %12.0f   x%6.3f %8.0f %10.1f   x%7.3f [%6.3f, %6.3f]   x%6.2f %8.1f MiB" % (
        name, middle[0], statistics.median(ops), middle[2], middle[1], statistics.median(cpu), *interval(cpu), statistics.median(late), size[name] / 1048576))
for name, (missing, _) in peers.items():
    if missing:
        print("%-24s left out: needs %s" % (name, missing))
PY

for loop; do
  PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$bench timeout 1800 python3 "$work/drive.py" "$made" "$FATHOM" "$loop" "$jvms" "$pairs" "$ms"
  echo
done
