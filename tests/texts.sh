#!/usr/bin/env bash
# tests/texts.sh [PART...]: makes tests/corpus/texts/ anew: what other people's tools print about a JVM.
#   procps      pmap, top, ps, free of three versions      jdk   jstat, jmap of five JDKs (heap8: jmap -heap of JDK 8)
#   allocators  malloc_stats, jemalloc, tcmalloc            kernel   a JVM killed in a memory cgroup of its own
#   calls       strace                                     crashes  hs_err files of five JDKs
#   pods        kubectl, docker, podman                    monitors  what Prometheus hands on of several JVMs
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

clean() {
  sed -E "s#$work/classes#/opt/fathom-lab#g; s#$work/docker#/var/lib/docker#g; s#$work/exec#/var/run/docker#g
    s#$work/podman-run#/run/containers/storage#g; s#$work/podman-tmp#/run/libpod#g; s#$work/podman#/var/lib/containers/storage#g; s#$work#/opt#g; s#$PWD#/src#g"
}

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
  ! grep -qiE '^(usage|exception|error)' "$texts/jdk/$jdk/$file.txt" || rm "$texts/jdk/$jdk/$file.txt"
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

# JDK 8's jmap -heap looks for symbols that are in a package of their own, of the same version as the root's JDK.
heap8() {
  local collector
  jdk=8
  cp -r "$(unpacked sid openjdk-8-dbg)/usr/lib/debug" "$work/classes/debug"
  for collector in Serial Parallel ConcMarkSweep G1; do
    start 8 -Xms16m -Xmx32m "-XX:+Use${collector}GC"
    nsenter -t "$jvm_pid" -m mount --bind "$roots/sid/opt/fathom-lab/debug" "$roots/sid/usr/lib/debug"
    tool "jmap-heap-$collector" "$home/bin/jmap" -heap "$seen_pid"
    tool "jstat-gc-$collector-beside" "$home/bin/jstat" -gc "$seen_pid"
    stop
  done
}

# A JVM that outgrows a memory cgroup of version 1, as the kernel's log tells it.
kernel() {
  local cgroup=/sys/fs/cgroup/memory/fathom-texts/orders form
  /usr/lib/jvm/java-17-openjdk-amd64/bin/javac -d "$work/classes" tests/fixtures/Grow.java
  mkdir -p "$cgroup" "$texts/kernel"
  echo 0 >"$cgroup/memory.swappiness"
  echo $((96 << 20)) >"$cgroup/memory.limit_in_bytes"
  sh -c "echo \$\$ >$cgroup/cgroup.procs && exec /usr/lib/jvm/java-17-openjdk-amd64/bin/java -Xmx32m -XX:MaxDirectMemorySize=1g \
    -cp $work/classes Grow" >/dev/null 2>&1 || :
  cat "$cgroup/memory.failcnt" "$cgroup/memory.limit_in_bytes" "$cgroup/memory.max_usage_in_bytes" >"$texts/kernel/counters"
  sleep 2
  for form in '' -T; do
    dmesg $form | awk '/invoked oom-killer/ { kill = "" } { kill = kill $0 "\n" } END { printf "%s", kill }' | sed -E "s/$(uname -r)/6.18.0/; /Adding .* swap/d" | clean >"$texts/kernel/oom-dmesg$form.txt"
  done
  rmdir "$cgroup" "${cgroup%/*}"
}

# What malloc_stats, jemalloc and tcmalloc print of a small program at its end.
allocators() {
  local library suite loader
  gcc -O1 -pthread -o "$work/few" tests/fixtures/few.c
  keep allocators/malloc-stats.txt "$work/few" stats
  keep allocators/malloc-info.txt "$work/few" info
  for suite in trixie sid; do
    library=$roots/$suite/usr/lib/x86_64-linux-gnu
    loader=$(find "$library" -name 'ld-*.so*' | head -n 1)
    keep "allocators/malloc-stats-$suite.txt" "$loader" --library-path "$library" "$work/few" stats
    keep "allocators/malloc-info-$suite.txt" "$loader" --library-path "$library" "$work/few" info
  done
  library=$(find /usr/lib -name 'libjemalloc.so.2' | head -n 1)
  keep allocators/jemalloc.txt env LD_PRELOAD="$library" MALLOC_CONF=stats_print:true "$work/few" quiet
  keep allocators/jemalloc-short.txt env LD_PRELOAD="$library" MALLOC_CONF=stats_print:true,stats_print_opts:gmdablxe "$work/few" quiet
  library=$(find /usr/lib -name 'libtcmalloc.so.4' | head -n 1)
  keep allocators/tcmalloc.txt env LD_PRELOAD="$library" MALLOCSTATS=1 "$work/few" quiet
}

# What strace writes of the same program.
calls() {
  gcc -O1 -pthread -o "$work/few" tests/fixtures/few.c
  keep calls/strace-f-t.txt strace -f -t -e trace=brk,mmap,munmap,mremap "$work/few" quiet
}

# hs_err files of five JDKs: of a signal, and of memory that the system refused. What tells of this machine is cut out:
# its environment, its other libraries' build and most of the processor.
crashes() {
  local jdk limit
  for jdk in 8 11 17 21 25; do
    for limit in '' 60000; do
      rm -f "$work/classes/hs_err.log"
      if [[ $limit ]]; then
        (ulimit -c 0 -d "$limit" && start "$jdk" -Xms128m -Xmx128m -XX:+UseSerialGC -XX:ErrorFile="$(error_file "$jdk")") 2>/dev/null || :
      else
        start "$jdk" -Xmx32m -XX:+UseSerialGC -XX:NativeMemoryTracking=summary -XX:ErrorFile="$(error_file "$jdk")"
        prlimit --pid "$jvm_pid" --core=0
        kill -SEGV "$jvm_pid"
        wait "$unshare_pid" 2>/dev/null || :
        exec 5>&- 6<&-
        unshare_pid=''
      fi
      mkdir -p "$texts/crashes"
      sed -E "s#^uname: .*#uname: Linux 6.18.0 x86_64#; s#^(OS uname|Host): .*#\1: Linux#; /^Environment Variables:/,/^$/d; /^\/proc\/cpuinfo:/,/^$/d; /^flags\t/d;
        s#$(uname -r)#6.18.0#g; s#Linux $(uname -n) #Linux machine #" "$work/classes/hs_err.log" | clean >"$texts/crashes/$jdk-$([[ $limit ]] && echo no-memory || echo signal).txt"
    done
  done
  rm -rf "$corpus"/{8,11,17,21,25}/none
}

served_pid=''
trap 'unserve; stop; rm -rf "$work"' EXIT

# served PROGRAM ARGUMENT...: runs until `unserve`; ready when it says so.
served() {
  coproc serving { exec "$@" 2>&1; }
  served_pid=$serving_PID
  read -r -t 20 _ <&"${serving[0]}"
}

unserve() {
  [[ $served_pid ]] || return 0
  kill "$served_pid"
  wait "$served_pid" 2>/dev/null || :
  served_pid=''
}

# kubectl of two versions, before a server that knows one pod.
pods() {
  local suite tree version port=18765 pod=orders-6d4cf56db6-x2x2x
  served python3 tests/fixtures/pods.py "$port"
  for suite in bookworm trixie; do
    # The package was divided.
    tree=$(unpacked "$suite" "$([[ $suite == bookworm ]] && echo kubernetes-client || echo kubectl)")
    kubectl() { env -i HOME="$work" TZ=UTC "$tree/usr/bin/kubectl" --server "http://127.0.0.1:$port" -n shop "$@"; }
    version=$(kubectl version --client | grep -oE 'v1\.[0-9]+' | head -n 1)
    mkdir -p "$texts/pods/kubectl-$version"
    kubectl describe pod "$pod" >"$texts/pods/kubectl-$version/describe.txt"
    kubectl get pod "$pod" -o yaml >"$texts/pods/kubectl-$version/get-pod.yaml.txt"
    kubectl get pods -o yaml >"$texts/pods/kubectl-$version/get-pod.yaml-list.txt"
    kubectl get pod "$pod" -o json >"$texts/pods/kubectl-$version/get-pod.json.txt"
    kubectl get pods -o json >"$texts/pods/kubectl-$version/get-pod.json-list.txt"
    kubectl top pod >"$texts/pods/kubectl-$version/table-top.txt"
    kubectl top pod -A >"$texts/pods/kubectl-$version/table-top-all.txt"
    kubectl top pod --containers >"$texts/pods/kubectl-$version/table-top-containers.txt"
  done
  unserve
  containers
}

# A container that outgrows its memory and one that does not, of JVMs with this machine's /usr; docker and podman are installed.
containers() {
  local image=$work/image runs=(--network none -v /usr:/usr:ro) java=(/usr/lib/jvm/java-17-openjdk-amd64/bin/java -Xmx32m -cp /opt/orders) engine
  mkdir -p "$image"/{usr,etc,tmp,proc,sys,dev,opt/orders}
  ln -s usr/bin "$image/bin" && ln -s usr/lib "$image/lib" && ln -s usr/lib64 "$image/lib64"
  cp -r /etc/java-17-openjdk "$image/etc/"
  "${java[0]%/*}/javac" -d "$image/opt/orders" tests/fixtures/{Grow,Small}.java
  dockerd --data-root "$work/docker" --exec-root "$work/exec" -p "$work/dockerd.pid" -H "unix://$work/docker.sock" --iptables=false --ip6tables=false \
    --bridge=none --storage-driver=vfs >"$work/dockerd.log" 2>&1 &
  until [[ -S $work/docker.sock ]]; do sleep 0.2; done
  docker() { command docker -H "unix://$work/docker.sock" "$@"; }
  tar -C "$image" -c . | docker import - orders:1.2 >/dev/null
  podman() {
    command podman --root "$work/podman" --runroot "$work/podman-run" --tmpdir "$work/podman-tmp" --storage-driver vfs --cgroup-manager cgroupfs \
      --events-backend none --runtime runc "$@"
  }
  cp -r "$image" "$work/orders" && cp -r "$image" "$work/payments"
  for engine in docker podman; do
    local of=(orders:1.2) and=(orders:1.2)
    [[ $engine == docker ]] || of=(--ulimit nofile=1024 --ulimit nproc=1000 --rootfs "$work/orders") and=(--ulimit nofile=1024 --ulimit nproc=1000 --rootfs "$work/payments")
    "$engine" run -d --name orders "${runs[@]}" -m 96m --memory-swap 96m "${of[@]}" "${java[@]}" -XX:MaxDirectMemorySize=1g Grow >/dev/null
    "$engine" run -d -i --name payments "${runs[@]}" -m 256m "${and[@]}" "${java[@]}" Small >/dev/null
    "$engine" wait orders >/dev/null
    mkdir -p "$texts/pods/$engine"
    "$engine" inspect orders | clean >"$texts/pods/$engine/$engine-inspect.json.txt"
    "$engine" inspect orders payments | clean >"$texts/pods/$engine/$engine-inspect.json-two.txt"
    "$engine" stats --no-stream payments >"$texts/pods/$engine/table-stats.txt"
    "$engine" stats --no-stream --all >"$texts/pods/$engine/table-stats-all.txt" 2>/dev/null || "$engine" stats --no-stream >"$texts/pods/$engine/table-stats-all.txt"
    "$engine" rm -f orders payments >/dev/null
  done
  kill "$(cat "$work/dockerd.pid")"
  wait || :
  unset -f docker podman
}

# Prometheus scrapes what is in the corpus by hand of two exporters, and hands it on.
monitors() {
  local tree port=18766 job
  tree=$(unpacked bookworm prometheus)
  mkdir -p "$work/serve"/{a,b}
  cp "$texts/monitors/metrics-client-0.txt" "$work/serve/a/metrics"
  cp "$texts/monitors/metrics-micrometer.txt" "$work/serve/b/metrics"
  cat >"$work/prometheus.yml" <<END
global: {scrape_interval: 1s}
scrape_configs:
- job_name: jvms
  static_configs: [{targets: ["127.0.0.1:$((port + 1))"], labels: {__metrics_path__: /a/metrics, instance: "orders:9404"}},
    {targets: ["127.0.0.1:$((port + 1))"], labels: {__metrics_path__: /b/metrics, instance: "payments:8080"}}]
- job_name: prometheus
  static_configs: [{targets: ["127.0.0.1:$port"], labels: {instance: "prometheus:9090"}}]
END
  served python3 -u -c "import http.server, functools, sys; s = http.server.ThreadingHTTPServer(('127.0.0.1', $((port + 1))), functools.partial(http.server.SimpleHTTPRequestHandler, directory='$work/serve')); print('ready', flush=True); s.serve_forever()"
  "$tree/usr/bin/prometheus" --config.file "$work/prometheus.yml" --storage.tsdb.path "$work/tsdb" --web.listen-address "127.0.0.1:$port" >"$work/prometheus.log" 2>&1 &
  local prometheus=$!
  federate() { curl -sfG "http://127.0.0.1:$port/federate" --data-urlencode 'match[]={__name__=~"jvm_.*|process_.*"}'; }
  for job in orders:9404 payments:8080 prometheus:9090; do until federate | grep -q "instance=\"$job\""; do sleep 0.5; done; done
  federate >"$texts/monitors/metrics-federate.txt"
  kill "$prometheus"
  unserve
}

error_file() { [[ $(root_of "$1") ]] && echo /opt/fathom-lab/hs_err.log || echo "$work/classes/hs_err.log"; }

[[ $# -gt 0 ]] || set -- procps jdk heap8 allocators calls kernel crashes pods monitors
for part; do "$part"; done
