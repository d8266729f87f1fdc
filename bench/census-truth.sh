#!/usr/bin/env bash
# Who owns the live blocks of malloc by fathom's census, beside what heaptrack recorded of each from the start: a C program
# whose blocks are known, an idle JVM, and a Tomcat under load: bench/census-truth.sh [leaks] [idle] [tomcat]
# JAVA is the java to run, FLAGS are its flags: FLAGS=-XX:NativeMemoryTracking=summary
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
"$root/packaging/need.sh" heaptrack ab tomcat10
preload=$(find /usr/lib -name libheaptrack_preload.so -print -quit)
trace=$work/trace
# heaptrack's libunwind goes through compiled Java code by its frames, and crashes in code that keeps none.
# shellcheck disable=SC2206
java=("${JAVA:-java}" -Xmx256m -XX:+PreserveFramePointer ${FLAGS-})
"$FATHOM" census --help 2>/dev/null | grep -q -- --chunks && has_census=yes || has_census=''

# recorded COMMAND...: starts it under heaptrack, which writes to $trace, unpacked.
recorded() {
  rm -f "$trace"
  # Tomcat speaks on stderr. Only the target itself may be recorded: whoever comes first writes the trace.
  start sh -c 'exec "$@" 2>&1' sh env DUMP_HEAPTRACK_OUTPUT="$trace" LD_PRELOAD="$preload" "$@"
}

size() { stat -c %s "$trace"; }

# written: waits until all that heaptrack has in its buffer by now is in its file. It notes the time every 10 ms, so that
# the buffer fills up.
written() {
  local by
  by=$(size)
  while (($(size) <= by)); do
    kill -0 "$target" || return 1
    sleep 0.1
  done
}

# judge TITLE: compares blocks that lived all the time in which fathom looked, and ends the target.
judge() {
  local before after chunks=()
  printf '\n%s\n' "$1"
  written
  before=$(size)
  if [[ $has_census ]]; then
    "$FATHOM" census "$target" --chunks "$work/chunks" >"$work/census"
    chunks=("$work/chunks")
  fi
  after=$(size)
  cp "/proc/$target/maps" "$work/maps"
  written
  awk -v before="$before" -v after="$((after + 4096))" -f "$bench/truth/join.awk" "$work/maps" "$trace" "${chunks[@]}" | tee "$work/rows"
  stop
}

leaks() {
  recorded "$made/leaks"
  judge "a C program"
  awk '$1 == "leaks" { found = $2 == 1009 + 211 + 17 && $3 == 1009 * 2003 + 211 * 102 + 17 * 5003 }
    END { print found ? "  as the program made them" : "  NOT as the program made them: all figures are wrong"; exit !found }' "$work/rows"
}

idle() {
  [[ $made/Idle.class -nt $bench/targets/Idle.java ]] || javac -d "$made" "$bench/targets/Idle.java"
  recorded "${java[@]}" -cp "$made" Idle
  judge "an idle JVM"
}

tomcat() {
  local home=/usr/share/tomcat10 base=$work/tomcat port load
  mkdir -p "$base"/{conf,webapps/ROOT,temp,logs,work}
  cp "$home/etc/web.xml" "$base/conf"
  cp "$bench/truth/server.xml" "$base/conf"
  cp "$bench/truth/index.jsp" "$base/webapps/ROOT"
  ready='Server startup' recorded "${java[@]}" -Dcatalina.home="$home" -Dcatalina.base="$base" \
    -Djava.io.tmpdir="$base/temp" -cp "$home/bin/bootstrap.jar:$home/bin/tomcat-juli.jar" org.apache.catalina.startup.Bootstrap start
  port=$(grep -om1 'auto-1-[0-9][0-9]*' "$log")
  port=${port##*-}
  ab -q -l -c 16 -n 5000 -H 'Accept-Encoding: gzip' "http://127.0.0.1:$port/index.jsp" >"$work/ab"
  grep -qx 'Failed requests: *0' "$work/ab" && ! grep -q Non-2xx "$work/ab" || { echo "Tomcat did not answer: $(tail -n 3 "$log")" >&2; return 1; }
  while ab -q -l -k -c 16 -n 5000 -H 'Accept-Encoding: gzip' "http://127.0.0.1:$port/index.jsp" >"$work/load" 2>&1; do :; done &
  load=$!
  judge "Tomcat under load"
  kill "$load" 2>/dev/null || :
  wait "$load" 2>/dev/null || :
}

[[ $has_census ]] || echo "this fathom has no census --chunks: what heaptrack recorded is shown alone"
(($#)) || set -- leaks idle tomcat
for each in "$@"; do "$each"; done
