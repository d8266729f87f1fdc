#!/usr/bin/env bash
# bench/trace-peers.sh [TIMES [MS [LOOP…]]]: what tracing native memory costs by fathom and by what it replaces. A fresh JVM for each, in turns; a peer that is not
# installed is left out and named. ASYNC_PROFILER=…/libasyncProfiler.so for async-profiler. Medians; the ratio is to the JVM without any of them.
source "$(dirname "$(readlink -f "$0")")/common.sh"
"$root/packaging/need.sh" javac python3

times=${1:-5} ms=${2:-1000}
shift $(($# > 2 ? 2 : $#))
(($#)) || set -- bare ring mix
javac -nowarn -d "$made" "$bench/targets/Allocates.java" 2>/dev/null

cat >"$work/drive.py" <<'PY'
import glob, os, shutil, signal, statistics, subprocess, sys, tempfile, time

made, fathom, loop, times, ms = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
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
    "fathom trace": ("", lambda folder: (JAVA, {})),
    "fathom run": ("", lambda folder: ([fathom, "run", "-q", "-o", folder + "/o.json", "--"] + JAVA, {})),
    "async-profiler, all": ("" if profiler else "ASYNC_PROFILER", agent("")),
    "async-profiler, 512k": ("" if profiler else "ASYNC_PROFILER", agent(",nativemem=512k")),
    "jemalloc": ("" if JE else "libjemalloc2", lambda folder: (JAVA, {"LD_PRELOAD": JE})),
    "jemalloc, prof 512k": ("" if JE else "libjemalloc2", lambda folder: (JAVA, {"LD_PRELOAD": JE, "MALLOC_CONF": "prof:true,lg_prof_sample:19,prof_final:true,prof_prefix:%s/je" % folder})),
    "gperftools HEAPPROFILE": ("" if TC else "libgoogle-perftools4", lambda folder: (JAVA, {"LD_PRELOAD": TC, "HEAPPROFILE": folder + "/hp", "HEAP_PROFILE_ALLOCATION_INTERVAL": "107374182400"})),
    "heaptrack": ("" if shutil.which("heaptrack") else "heaptrack", lambda folder: (["heaptrack", "-o", folder + "/ht"] + JAVA, {})),
    "NMT summary": ("", lambda folder: (JAVA + ["-XX:NativeMemoryTracking=summary"], {})),
    "NMT detail": ("", lambda folder: (JAVA + ["-XX:NativeMemoryTracking=detail"], {})),
}

def jvm_of(pid):
    if os.readlink("/proc/%d/exe" % pid).endswith("/java"):
        return pid
    for child in open("/proc/%d/task/%d/children" % (pid, pid)).read().split():
        found = jvm_of(int(child))
        if found:
            return found
    return 0

def rounds_of(name, make):
    folder = tempfile.mkdtemp()
    command, environment = make(folder)
    java = subprocess.Popen(command + ["-cp", made, "Allocates", loop, "4"], env=dict(os.environ, **environment), cwd=folder,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    while java.stdout.readline() != "ready\n":
        if java.poll() is not None:
            sys.exit(name + " ended before it was ready")

    def one(milliseconds):
        java.stdin.write("%d\n" % milliseconds)
        java.stdin.flush()
        while True:
            try:
                return [float(word) for word in java.stdout.readline().split()][:3]
            except ValueError:      # a line of the peer's own
                continue

    one(2000)
    trace = None
    if name == "fathom trace":
        trace = subprocess.Popen([fathom, "trace", str(jvm_of(java.pid)), "--for", "1h", "--yes", "-q"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        time.sleep(0.8)
    said = [one(ms) for _ in range(3)]
    if trace:
        trace.send_signal(signal.SIGINT)
        trace.wait()
    java.stdin.close()
    java.wait()
    size = sum(os.path.getsize(os.path.join(at, each)) for at, _, files in os.walk(folder) for each in files)
    shutil.rmtree(folder)
    return said, size

said = {name: [] for name, (missing, _) in peers.items() if not missing}
size = dict.fromkeys(said, 0)
for _ in range(times):
    for name in said:
        rows, size[name] = rounds_of(name, peers[name][1])
        said[name].append([statistics.median(row[k] for row in rows) for k in range(3)])
print("%s, 4 threads, %d JVMs each, load %.1f" % (loop, times, os.getloadavg()[0]))
print("%-24s %12s %8s %10s %8s %8s %12s" % ("", "ops/s", "", "CPU ns/op", "", "p99.9", "written"))
for name, rows in said.items():
    base = said["without"]
    ratio = [statistics.median(a[k] / b[k] for a, b in zip(rows, base)) for k in range(3)]
    print("%-24s %12.0f   x%5.2f %10.1f   x%5.2f   x%6.2f %9.1f MiB" % (name, statistics.median(r[0] for r in rows), ratio[0], statistics.median(r[1] for r in rows), ratio[1], ratio[2], size[name] / 1048576))
for name, (missing, _) in peers.items():
    if missing:
        print("%-24s left out: needs %s" % (name, missing))
PY

for loop; do
  python3 "$work/drive.py" "$made" "$FATHOM" "$loop" "$times" "$ms"
  echo
done
