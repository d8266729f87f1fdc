# Real JVMs of five JDKs with the program tests/fixtures/Small.java in them; sourced by tests/fixtures.sh and tests/texts.sh.
#
# 17 and 25 are the machine's own JDKs; 8, 11 and 21 run in the roots of `./fathom lab roots --make` (as root).
roots=${FATHOM_ROOTS:-/var/cache/fathom/roots}
work=$(mktemp -d)
mkdir "$work/classes" "$work/pipes"
jvm_pid='' unshare_pid='' enter=() folder='' home='' seen_pid=''

# The program ends with its input; unshare itself ignores SIGTERM.
stop() {
  [[ $unshare_pid ]] || return 0
  exec 5>&- 6<&-
  kill "$jvm_pid" 2>/dev/null || :
  wait "$unshare_pid" 2>/dev/null || :
  unshare_pid=''
}
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

home_of() {
  case $1 in
    17) echo /usr/lib/jvm/java-17-openjdk-amd64 ;;
    25) echo /usr/lib/jvm/temurin-25-jdk-amd64 ;;
    8) sed -n 's/^java_home=//p' "$roots/sid/.fathom-root" ;;
    11) sed -n 's/^java_home=//p' "$roots/bullseye/.fathom-root" ;;
    21) sed -n 's/^java_home=//p' "$roots/trixie/.fathom-root" ;;
  esac
}

root_of() { case $1 in 8) echo sid ;; 11) echo bullseye ;; 21) echo trixie ;; esac; }

# start JDK OPTION...: the test program, ready; afterwards `ask` speaks to it.
start() {
  local jdk=$1 root line
  shift
  home=$(home_of "$jdk") root=$(root_of "$jdk")
  rm -f "$work"/pipes/*
  mkfifo "$work/pipes/in" "$work/pipes/out"
  if [[ $root ]]; then
    env -i PATH="$PATH" unshare --mount --pid --fork --kill-child -- sh lab/in-root.sh "$roots/$root" "$work/classes" \
      "$home/bin/java" "$@" -cp /opt/fathom-lab Small <"$work/pipes/in" >"$work/pipes/out" 2>"$work/errors" &
  else
    env -i "$home/bin/java" "$@" -cp "$work/classes" Small <"$work/pipes/in" >"$work/pipes/out" 2>"$work/errors" &
  fi
  unshare_pid=$! jvm_pid=$unshare_pid enter=()
  exec 5<>"$work/pipes/in" 6<>"$work/pipes/out"
  while kill -0 "$unshare_pid" 2>/dev/null; do
    read -r -t 2 line <&6 || continue
    case $line in
      HOST*) jvm_pid=${line#HOST } ;;
      READY) break ;;
    esac
  done
  [[ $line == READY ]] || { cat "$work/errors" >&2; return 1; }
  if [[ $root ]]; then
    enter=(nsenter -t "$jvm_pid" -m -p --root --wdns=/ env -i) seen_pid=1
  else
    enter=(env -i) seen_pid=$jvm_pid
  fi
  folder=$corpus/$jdk
  mkdir -p "$folder"
}

/usr/lib/jvm/java-17-openjdk-amd64/bin/javac -source 8 -target 8 -nowarn -d "$work/classes" tests/fixtures/Small.java \
  2>/dev/null
