#!/usr/bin/env bash
# need.sh TOOL...: installs with apt what is missing of these tools where it may; else prints the one command that does.
# Exit 0: all are there. Exit 1: some are not.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
log=${TMPDIR:-/tmp}/fathom-apt.$$.log

has() {
  case $1 in
    # A static link needs libc.a, which a bare gcc package does not bring.
    gcc) command -v gcc >/dev/null && [[ -e $(gcc -print-file-name=libc.a) ]] ;;
    tomcat10) [[ -e /usr/share/tomcat10/etc/web.xml ]] ;;
    libjna-java) [[ -e /usr/share/java/jna.jar ]] ;;
    libnetty-java) [[ -e /usr/share/java/netty-buffer.jar ]] ;;
    libbrotli1) compgen -G '/usr/lib/*/libbrotlienc.so.1' >/dev/null ;;
    libsnappy1v5) compgen -G '/usr/lib/*/libsnappy.so.1' >/dev/null ;;
    dotnet) (cd "$root" && dotnet --version) &>/dev/null ;;
    libjemalloc | libtcmalloc | libmimalloc) compgen -G "/usr/lib/*/$1*.so.*" >/dev/null &&
      { [[ $1 != libjemalloc ]] || compgen -G '/usr/lib/*/libjemalloc.a' >/dev/null; } ;;
    *) command -v "$1" >/dev/null || [[ -x /usr/sbin/$1 ]] ;;
  esac
}

packages_of() {
  case $1 in
    gcc) echo gcc libc6-dev ;;
    javac)
      # JDK 17 is what most tests were written on; newer releases carry only newer ones.
      if apt-cache show openjdk-17-jdk-headless &>/dev/null; then echo openjdk-17-jdk-headless
      else echo default-jdk-headless; fi ;;
    dotnet) echo dotnet-sdk-10.0 ;;
    perf) echo linux-perf ;;
    readelf) echo binutils ;;
    pmap) echo procps ;;
    ab) echo apache2-utils ;;
    libjemalloc) echo libjemalloc2 libjemalloc-dev ;;
    libtcmalloc) echo libtcmalloc-minimal4 ;;
    jeprof) echo libjemalloc2 libjemalloc-dev ;;
    google-pprof) echo google-perftools libgoogle-perftools4 ;;
    c++filt) echo binutils ;;
    dot) echo graphviz ;;
    libmimalloc) echo libmimalloc2.0 ;;
    musl-gcc) echo musl-tools ;;
    unshare | setpriv | flock) echo util-linux ;;
    *) echo "$1" ;;
  esac
}

missing=()
for tool in "$@"; do has "$tool" || missing+=("$tool"); done
((${#missing[@]})) || exit 0

# Few systems carry it; the vendor's script installs it anywhere, for one user.
if [[ " ${missing[*]} " == *" dotnet "* ]] && ! apt-cache show dotnet-sdk-10.0 &>/dev/null; then
  echo "fathom: the .NET 10 SDK is missing; to install it:" >&2
  echo "  curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0" >&2
  exit 1
fi

if ! command -v apt-get >/dev/null; then
  echo "fathom: missing: ${missing[*]}; there is no apt here: install them with this system's package manager" >&2
  exit 1
fi

may_install() { ((EUID == 0)); }

# A fresh image has no package lists, so that nothing could be chosen or installed.
! may_install || apt-get update >"$log" 2>&1 || :
packages=()
for tool in "${missing[@]}"; do
  read -ra names < <(packages_of "$tool")
  packages+=("${names[@]}")
done

if ! may_install; then
  echo "fathom: missing: ${missing[*]}; to install: sudo apt-get install -y --no-install-recommends ${packages[*]}" >&2
  exit 1
fi

echo "fathom: installing with apt: ${packages[*]}" >&2
if ! DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 \
  "${packages[@]}" >>"$log" 2>&1 </dev/null; then
  echo "fathom: apt could not install them: $(grep -m1 '^E:' "$log" || echo 'no reason given') (log: $log)" >&2
  exit 1
fi
rm -f "$log"
