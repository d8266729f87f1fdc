#!/usr/bin/env bash
# bench/jfr.sh [SECONDS [RUNS]]: a recording of Flight Recorder beside the JDK's own jfr. Each object is recorded: some 6 MB a second.
source "$(dirname "$(readlink -f "$0")")/common.sh"
"$root/packaging/need.sh" javac

cat >"$work/Busy.java" <<'JAVA'
public class Busy {
    static Object kept;

    static void deep(int depth) {
        if (depth > 0)
            deep(depth - 1);
        else
            kept = new byte[2000];
    }

    public static void main(String[] words) {
        long end = System.currentTimeMillis() + Long.parseLong(words[0]) * 1000;
        for (int i = 0; System.currentTimeMillis() < end; i++)
            deep(i % 40);
    }
}
JAVA
cat >"$work/busy.jfc" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<configuration version="2.0">
  <event name="jdk.ObjectAllocationInNewTLAB"><setting name="enabled">true</setting><setting name="stackTrace">true</setting></event>
  <event name="jdk.ObjectAllocationOutsideTLAB"><setting name="enabled">true</setting><setting name="stackTrace">true</setting></event>
  <event name="jdk.NativeMemoryUsage"><setting name="enabled">true</setting><setting name="period">10 ms</setting></event>
  <event name="jdk.ResidentSetSize"><setting name="enabled">true</setting><setting name="period">10 ms</setting></event>
  <event name="jdk.GCHeapSummary"><setting name="enabled">true</setting></event>
</configuration>
XML
javac -d "$work" "$work/Busy.java"
java -Xmx256m -XX:+UseSerialGC -XX:TLABSize=4k -XX:-ResizeTLAB -XX:NativeMemoryTracking=summary \
  -XX:StartFlightRecording="settings=$work/busy.jfc,filename=$work/busy.jfr" -cp "$work" Busy "${1:-20}" >/dev/null

heading "a recording of $(($(stat -c %s "$work/busy.jfr") / 1000000)) MB"
compare "${2:-3}" "jfr print" jfr print "$work/busy.jfr" -- "jfr summary" jfr summary "$work/busy.jfr" \
  -- "fathom doctor --json" "$FATHOM" doctor "$work/busy.jfr" --json -- "fathom profile" "$FATHOM" profile "$work/busy.jfr"
