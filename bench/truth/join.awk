# Joins what heaptrack recorded from the start of a process with what a census says of it:
#   awk [-v before=BYTES -v after=BYTES] [-v top=N] -f join.awk MAPS TRACE [CHUNKS]
# MAPS is the process's /proc/PID/maps: heaptrack's own list lacks libraries that were loaded while it wrote.
# TRACE is heaptrack's raw trace, all numbers in it in hexadecimal (heaptrack 1.4, src/track/libheaptrack.cpp):
#   t ADDRESS PARENT                  a call, numbered by its line, from the outermost inwards
#   + SIZE CALL POINTER, - POINTER    a block, and its end
# Blocks count that were made in the first BEFORE bytes of the trace and were there in its first AFTER.
# CHUNKS has a line a live chunk: 0xPOINTER SIZE OWNER STRUCTURE, OWNER `-` where it has none. Without it only the trace
# is shown.
#
# A block is of the library that asked for it: the innermost call outside of malloc, new and the loader. glibc's and
# libstdc++'s own blocks (stdio buffers, thread blocks) are as much theirs, so that either answer is right.

function number(text,    i, sum) {
  if (text in known) return known[text]
  for (i = 1; i <= length(text); i++) sum = sum * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
  return known[text] = sum + 0
}

# libz.so.1.2.13, libz.so.1 and libz.so are one; the loader is part of glibc.
function plain(path) {
  sub(/.*\//, "", path)
  sub(/\.so.*/, "", path)
  return path ~ /^(ld-linux.*|libpthread|libdl)$/ ? "libc" : path
}

function module(text,    at, i) {
  if (text in module_of) return module_of[text]
  at = number(text)
  for (i = 1; i <= modules; i++)
    if (at >= from[i] && at < to[i]) return module_of[text] = name[i]
  return module_of[text] = "?"
}

# The library that asked for what this call asked for.
function asker(call,    where) {
  if (call in asker_of) return asker_of[call]
  where = call in address ? module(address[call]) : "?"
  return asker_of[call] = where ~ /^(libc|libstdc\+\+|libheaptrack_preload)$/ && parent[call] in address ? asker(parent[call]) : where
}

function percent(part, whole) { return whole ? sprintf("%5.1f %%", 100 * part / whole) : "    -" }

function row(label, blocks, bytes) { printf "%-34s %10d %14d %s\n", label, blocks, bytes, percent(bytes, live_bytes) }

BEGIN {
  if (!before) before = after = 1e18
  judging = ARGC > 3
}

FNR == 1 { file++ }

file == 1 {
  if ($2 ~ /x/ && $6 ~ /^\//) {
    split($1, range, "-")
    name[++modules] = plain($6)
    from[modules] = number(range[1])
    to[modules] = number(range[2])
  }
  next
}

file == 2 {
  offset += length($0) + 1
  if (offset > after) next
  if ($1 == "t") { address[++calls] = $2; parent[calls] = number($3) }
  else if ($1 == "+" && offset <= before) { size[$4] = $2; call_of[$4] = $3 }
  else if ($1 == "-") delete size[$2]
  next
}

{
  pointer = substr($1, 3)
  if (!(pointer in size)) next
  structure = $0
  sub(/^[^ ]+ [^ ]+ [^ ]+ ?/, "", structure)
  owner[pointer] = $3 == "-" ? "-" : plain($3)
  kind[pointer] = structure
}

END {
  for (pointer in size) {
    call = number(call_of[pointer])
    true_owner = asker(call)
    bytes = number(size[pointer])
    live++; live_bytes += bytes
    of_blocks[true_owner]++; of_bytes[true_owner] += bytes
    if (!judging) continue
    if (!(pointer in owner)) { unseen++; unseen_bytes += bytes; continue }
    said = owner[pointer]
    if (said == "-") { nobody++; nobody_bytes += bytes }
    else if (said == true_owner || said == module(address[call])) { right++; right_bytes += bytes; right_of[true_owner] += bytes; continue }
    else { wrong++; wrong_bytes += bytes }
    key = sprintf("%s: %s %s", true_owner, said == "-" ? "nobody's" : said, kind[pointer])
    other_blocks[key]++; other_bytes[key] += bytes
  }

  printf "%-34s %10s %14s\n", "", "blocks", "bytes"
  row("live by heaptrack", live, live_bytes)
  if (judging) {
    row("  owned by who asked for it", right, right_bytes)
    row("  wrong", wrong, wrong_bytes)
    row("  unattributed", nobody, nobody_bytes)
    row("  not among fathom's live chunks", unseen, unseen_bytes)
  }
  print "by who asked" (judging ? ", and how much of it is owned" : "")
  sorted = "sort -t '\t' -k 2,2nr | head -n " (top ? top : 15) " | cut -f 1"
  for (key in of_blocks)
    printf "  %-32s %10d %14d %s%s\t%d\n", key, of_blocks[key], of_bytes[key], percent(of_bytes[key], live_bytes),
      judging ? "  owned " percent(right_of[key], of_bytes[key]) : "", of_bytes[key] | sorted
  close(sorted)
  if (!judging) exit
  print "most of what differs (asked for by: said by fathom)"
  for (key in other_blocks) printf "  %10d %14d  %s\t%d\n", other_blocks[key], other_bytes[key], key, other_bytes[key] | sorted
  close(sorted)
}
