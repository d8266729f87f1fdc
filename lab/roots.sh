#!/bin/sh
# Makes FOLDER/SUITE: a root with the JDK of PACKAGE and the glibc it was built for, from the Debian mirror that this
# machine's apt already uses. Once per machine: callers wait for each other, an interrupted one is made anew.
#
# apt resolves and verifies, dpkg-deb unpacks; no maintainer script runs. Measured against debootstrap + apt in a
# chroot: 15 s instead of 40 s a root, for nothing is configured that a JVM does not ask for.
#
# usage: roots.sh SUITE PACKAGE FOLDER RECIPE; what went wrong is on stderr, its kind in the exit code.
set -eu

suite=$1 package=$2 folder=$3 recipe=$4
root=$folder/$suite
work=$folder/.making-$suite
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

fail() {
  code=$1
  shift
  echo "$*" >&2
  exit "$code"
}

[ "$(id -u)" = 0 ] || fail 10 "not root"
unshare --mount --pid --fork true 2>/dev/null || fail 10 "no right to make mount and pid namespaces"
for tool in apt-get dpkg-deb tar flock; do
  command -v "$tool" >/dev/null || fail 11 "$tool"
done

mkdir -p "$folder"
exec 9>"$folder/.lock-$suite"
flock 9
if grep -qsx "recipe=$recipe" "$root/.fathom-root"; then
  exit 0
fi

[ -r "$keyring" ] || apt-get install -qq -y debian-archive-keyring >&2 9>&- || fail 11 debian-archive-keyring

trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
rm -rf "$work" "$root"
mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/root"
: >"$work/status"

# The machine's own configuration (proxies, credentials) stays in force; its sources, pins and package state do not.
apt() {
  apt-get -qq -o Dir::State="$work/state" -o Dir::State::status="$work/status" -o Dir::Cache="$work/cache" \
    -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
    -o Acquire::Languages=none -o Acquire::Retries=2 -o APT::Update::Error-Mode=any \
    -o APT::Install-Recommends=false -o APT::Sandbox::User=root "$@" >&2 9>&-
}

found=
for mirror in ${FATHOM_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | awk '!seen[$0]++')}; do
  echo "deb [signed-by=$keyring] $mirror $suite main" >"$work/sources.list"
  if apt update; then
    found=$mirror
    break
  fi
done
[ -n "$found" ] || fail 12 "no mirror in apt's sources carries $suite"

# A shell and its tools, so that the root serves as a container too.
apt install -y --download-only "$package" dash coreutils || fail 13 "apt cannot get $package"

for top in bin sbin lib lib64; do
  mkdir -p "$work/root/usr/$top"
  ln -s "usr/$top" "$work/root/$top"
done
for deb in "$work"/cache/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$work/root" --keep-directory-symlink \
    --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' --exclude='*/jmods/*' \
    || fail 13 "cannot unpack $deb"
done

cd "$work/root"
mkdir -p dev proc sys tmp root opt/fathom-lab
[ -e usr/bin/sh ] || ln -s dash usr/bin/sh
# HotSpot asks for its user's name to place its counters (hsperfdata).
printf '%s\n' root:x:0:0:root:/root:/bin/sh app:x:1000:1000:app:/tmp:/bin/sh >etc/passwd
printf '%s\n' root:x:0: app:x:1000: >etc/group
for home in usr/lib/jvm/java-*-openjdk-*; do
  [ -h "$home" ] || break # the other name, java-1.N.0-openjdk, is a link
done
for tool in "$home"/bin/*; do
  [ -e "usr/bin/${tool##*/}" ] || ln -s "/$tool" "usr/bin/${tool##*/}"
done

# The launcher finds its libraries through /proc/self/exe.
in_root() {
  unshare --mount --pid --fork --kill-child sh -c \
    'mount -t proc proc proc && mount --rbind /dev dev && mount -t tmpfs tmpfs tmp && exec chroot . "$@"' \
    in-root "$@" 9>&-
}

# Debian's packages make the class archive when they are configured; without one there is no account java/cds.
in_root "/$home/bin/java" -Xshare:dump >/dev/null 2>&1 || true
version=$(in_root "/$home/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
[ -n "$version" ] || fail 13 "the JDK of $suite does not run: $(in_root "/$home/bin/java" -version 2>&1 | tail -n 1)"

printf '%s\n' "recipe=$recipe" "suite=$suite" "java_home=/$home" "java_version=$version" >.fathom-root
mv "$work/root" "$root"
