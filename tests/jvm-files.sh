#!/usr/bin/env bash
# tests/jvm-files.sh: makes the cases of tests/corpus anew that are files of a JVM which tests/fixtures/Orders.java runs in:
# profile-of-jvm, profile-of-another, recording.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

corpus=$PWD/tests/corpus
old=/usr/lib/jvm/java-17-openjdk-amd64 new=/usr/lib/jvm/temurin-25-jdk-amd64
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkfifo "$work/in" "$work/out"
"$old/bin/javac" -d "$work/classes" tests/fixtures/Orders.java

# start HOME OPTION...: the program, ready; VARIABLE=VALUE before it are its environment.
start() {
  env -i "${environment[@]}" "$1/bin/java" -Xmx64m -XX:+UseSerialGC "${@:2}" -cp "$work/classes" Orders <"$work/in" >"$work/out" &
  java=$!
  exec 5>"$work/in" 6<"$work/out"
  read -r _ <&6
}

more() { echo "${1-}" >&5; read -r _ <&6; }
end() { exec 5>&- 6<&-; wait "$java"; }

# Nothing of this machine stays in them, and no file here is taken for one that they name.
anonymous() {
  sed -E "s#/usr/lib/jvm/#/opt/jvm/#g; s#/usr/lib/x86_64-linux-gnu/#/opt/lib/#g; s#/tmp/hsperfdata_[a-z]+/$java#/tmp/hsperfdata_shop/4242#g; s#\b$java\b#4242#g; s#$work#/opt/shop#g"
}

# What jemalloc, the kernel and the JVM say of one moment; and the profile of a program without a JVM beside the same NMT.
profiles() {
  local case=$corpus/profile-of-jvm/given other=$corpus/profile-of-another/given file dump
  mkdir -p "$case" "$other"
  environment=(LD_PRELOAD=libjemalloc.so.2 "MALLOC_CONF=prof:true,lg_prof_sample:16,lg_prof_interval:25,prof_prefix:$work/shop")
  start "$old" -XX:NativeMemoryTracking=summary
  for _ in 1 2 3 4; do more; done
  for file in smaps status; do anonymous <"/proc/$java/$file" >"$case/$file.txt"; done
  "$old/bin/jcmd" "$java" VM.native_memory summary | anonymous >"$case/nmt.txt"
  rm -f "$case"/*.heap
  for dump in "$work/shop.$java".*.heap; do
    file=${dump##*/}
    anonymous <"$dump" >"$case/${file/$java/4242}"
  done
  end
  cp "$case/nmt.txt" "$corpus/profiles/shop.0003.heap" "$other"
}

# Two minutes and a half of a JVM whose inflaters become more and more; only the events that tell of memory.
recording() {
  local case=$corpus/recording/given event options=settings=none,disk=true
  mkdir -p "$case"
  environment=()
  for event in JVMInformation ResidentSetSize NativeMemoryUsage NativeMemoryUsageTotal DirectBufferStatistics JavaThreadStatistics; do
    options+=,+jdk.$event#enabled=true,+jdk.$event#period=5s
  done
  for event in GCHeapSummary MetaspaceSummary; do options+=,+jdk.$event#enabled=true; done
  start "$new" -XX:NativeMemoryTracking=summary "-XX:StartFlightRecording:$options,filename=$work/orders.jfr"
  for ((i = 0; i < 50; i++)); do more 100; sleep 3; done
  end
  "$new/bin/jfr" scrub --include-events 'jdk.JVMInformation,jdk.ResidentSetSize,jdk.NativeMemoryUsage,jdk.NativeMemoryUsageTotal,jdk.DirectBufferStatistics,jdk.JavaThreadStatistics,jdk.GCHeapSummary,jdk.MetaspaceSummary' \
    "$work/orders.jfr" "$work/scrubbed.jfr"
  gzip -9n <"$work/scrubbed.jfr" >"$case/orders.jfr.gz"
  "$new/bin/jfr" summary "$work/scrubbed.jfr" | grep -E '^ jdk\.\S+ +[1-9]' >"$corpus/recording/summary.txt"
}

for part in ${@:-profiles recording}; do "$part"; done
