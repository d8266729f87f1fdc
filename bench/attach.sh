#!/usr/bin/env bash
# A question to a JVM, beside the JDK's own tools: bench/attach.sh [RUNS]
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
runs=${1:-21}

start_jvm
jvm=$target
# The first attach makes the JVM start its listener; all that follow are alike.
"$FATHOM" jvm "$jvm" VM.version -q >"$work/first"
heading "a question to a JVM (its listener runs)"
compare "$runs" "fathom jvm PID VM.version" "$FATHOM" jvm "$jvm" VM.version -q -- "jcmd PID VM.version" jcmd "$jvm" VM.version
compare "$runs" "fathom jvm PID VM.flags" "$FATHOM" jvm "$jvm" VM.flags -q -- "jcmd PID VM.flags" jcmd "$jvm" VM.flags
compare "$runs" "fathom jvm PID threaddump" "$FATHOM" jvm "$jvm" threaddump -q --yes -- "jstack PID" jstack "$jvm"
heading "its counters"
compare "$runs" "fathom jvm PID" "$FATHOM" jvm "$jvm" -- "jstat -gc PID" jstat -gc "$jvm"
stop
