#!/usr/bin/env bash
# build.sh FOLDER: builds fathom into FOLDER, unless what stands there was made from the same contents.
# Called under a lock by ./fathom. FOLDER gets either `fathom` (static) or `fathom.dll` and why it is not static.
set -euo pipefail

built=$1
home=${built%/*}
log=$home/build.log
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
PATH=$PATH:${HOME:-}/.dotnet

say() { echo "fathom: $*" >&2; }

contents() {
  # A name that does not exist (yet) is no content.
  (cd "$root" && { find src lab probe packaging Directory.*.props global.json -type f -print0 2>/dev/null || :; } |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
}

publish() {
  dotnet publish "$root/src/Fathom.Cli" -c Release -nologo -p:RestoreLockedMode=true "$@" -o "$built.new" \
    >>"$log" 2>&1
}

publish_static() {
  # The linker arguments of ILCompiler do not quote the exports file; a static program exports nothing anyway.
  publish -r linux-x64 -p:FathomTfm=net9.0 -p:Aot=true -p:ExportsFile= -p:ArtifactsPath="$home/net9.0" &&
    rm -f "$built.new/fathom.dbg"
}

publish_portable() {
  # Apart from artifacts/net10.0, where ./test may be building at the same moment.
  publish -p:UseAppHost=false -p:ArtifactsPath="$home/portable"
}

first_error() { grep -m1 -oE '(error|fatal)[ :].*' "$log" | cut -c1-200 || echo "no reason given"; }

mkdir -p "$home"
touch "$home/stamp.new" # before the contents are read: what changes from here on is newer
now=$(contents)
if [[ -e $built/stamp && $(<"$built/contents") == "$now" ]]; then
  mv -f "$home/stamp.new" "$built/stamp"
  exit 0
fi

# dotnet and NuGet want a home; a service user may have none.
if [[ ! -w ${HOME:-/nonexistent} ]]; then
  export HOME=$home/home DOTNET_CLI_HOME=$home/home
  mkdir -p "$HOME"
fi
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
"$root/packaging/need.sh" dotnet || exit 70
[[ -e $built ]] && why="the sources have changed" || why="first use, about a minute"
say "building fathom ($why)…"
rm -rf "$built.new"
: >"$log"
SECONDS=0

if ! "$root/packaging/need.sh" gcc; then
  not_static="no linker; once gcc and libc6-dev are there: rm -r '$built' and start again"
elif ! publish_static; then
  not_static="the static build failed: $(first_error) (log: $log.static)"
  mv "$log" "$log.static"
  rm -rf "$built.new"
fi
if [[ -n ${not_static-} ]] && ! publish_portable; then
  say "the build failed: $(first_error)"
  say "log: $log"
  exit 70
fi

echo "$now" >"$built.new/contents"
mv "$home/stamp.new" "$built.new/stamp"
rm -rf "$built.old"
[[ ! -e $built ]] || mv "$built" "$built.old"
mv "$built.new" "$built"
rm -rf "$built.old"

if [[ -n ${not_static-} ]]; then
  echo "$not_static" >"$built/not-static"
  say "built in $SECONDS s to run on the installed .NET, which starts slower ($not_static)"
else
  say "built in $SECONDS s: one static file, $(($(stat -c %s "$built/fathom") / 1024)) KiB"
fi
