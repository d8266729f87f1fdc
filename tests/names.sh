#!/usr/bin/env bash
# tests/names.sh: makes tests/corpus/profiles/rust-v0.txt anew: symbols that rustc made of tests/fixtures/shop.rs and of its own library, each
# with what c++filt says of it. The two constants that binutils 2.40 escapes otherwise than Rust does ('\'', letters beyond ASCII) are left away.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rustc -Csymbol-mangling-version=v0 -Copt-level=1 --edition 2021 -A warnings -o "$work/shop" tests/fixtures/shop.rs
nm "$work/shop" | awk '{ print $NF }' | grep '^_R' | sort -u >"$work/all"
{ awk '/4shop/ && length < 420' "$work/all"; awk '!/4shop/ && length < 160' "$work/all" | awk 'NR % 3 == 0'; } | grep -v 'Kc27_\|Kce9_' >"$work/some"
mkdir -p tests/corpus/profiles
paste "$work/some" <(c++filt -i <"$work/some") >tests/corpus/profiles/rust-v0.txt
