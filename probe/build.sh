#!/bin/sh
# build.sh OUT [CC]: the probe, one file that needs no library and no version of one. CC may be a cross compiler: aarch64-linux-gnu-gcc.
set -eu
here=$(dirname "$(readlink -f "$0")")
cc=${2:-gcc}
# Else atomics of arm64 would be calls into libgcc. Descriptors of TLS are what arm64 has anyway: they keep the registers, and are found in the static block where that
# has room (glibc dl-tlsdesc.S); the general way would be a call of __tls_get_addr in each malloc.
case $("$cc" -dumpmachine) in aarch64*) machine=-mno-outline-atomics ;; *) machine=-mtls-dialect=gnu2 ;; esac
"$cc" -std=gnu11 -D_GNU_SOURCE -O2 -g0 -fPIC -shared -o "$1" -Wall -Wextra -Werror -fwrapv -fvisibility=hidden -fno-omit-frame-pointer \
  -fno-stack-protector -U_FORTIFY_SOURCE -nostdlib -ffreestanding $machine \
  -Wl,-z,nodelete -Wl,-z,now -Wl,-z,relro -Wl,--build-id=sha1 -Wl,--hash-style=both -s \
  "$here"/weight.c "$here"/live.c "$here"/exact.c "$here"/sample.c "$here"/stacks.c "$here"/java.c "$here"/slots.c "$here"/hooks.c "$here"/opened.c "$here"/control.c "$here"/run.c
