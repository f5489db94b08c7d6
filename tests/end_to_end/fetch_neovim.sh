#!/usr/bin/env bash
# Unpacks a newer Debian suite's Neovim into a folder, without root and without touching the system.
#
#   fetch_neovim.sh FOLDER [SUITE]        SUITE: trixie (Neovim 0.10, the default) or forky (0.12)
#
# It reads the machine's own apt sources with the suite's name replaced, so mirrors, proxies and keys are those that the
# machine already trusts. On success it prints the path of a `nvim` that runs with its own C library.
set -euo pipefail

folder=$(realpath -m "${1:?usage: fetch_neovim.sh FOLDER [SUITE]}")
suite=${2:-trixie}
here=$(. /etc/os-release && echo "${VERSION_CODENAME:?this system does not name its Debian suite}")
root=$folder/root
nvim=$folder/bin/nvim

works() { [ -x "$nvim" ] && "$nvim" --version >/dev/null 2>&1; }
if works; then echo "$nvim"; exit 0; fi

rm -rf "$folder/apt" "$root"
mkdir -p "$folder"/apt/{sources.list.d,lists/partial,archives/partial} "$folder/bin" "$root"
: >"$folder/apt/status"   # nothing counts as installed, so that the C library comes along
for source in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  if [ -f "$source" ] && grep -qw "$here" "$source"; then
    sed "s/\b$here\b/$suite/g" "$source" >"$folder/apt/sources.list.d/$(basename "$source")"
  fi
done

private_apt() {
  apt-get -qq \
    -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$folder/apt/sources.list.d" \
    -o Dir::State::Lists="$folder/apt/lists" -o Dir::State::Status="$folder/apt/status" \
    -o Dir::Cache="$folder/apt" -o Dir::Cache::Archives="$folder/apt/archives" \
    -o APT::Sandbox::User=root -o APT::Install-Recommends=false -o Debug::NoLocking=true "$@"
}
private_apt update >&2
private_apt --yes --download-only install neovim >&2
for package in "$folder"/apt/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --no-same-owner --exclude=./dev
done
rm -rf "$folder/apt"

# A newer suite keeps everything under /usr; its loader is found by what the C library is called there.
loader=$(find "$root" -name 'ld-linux*.so.*' -print -quit)
triplet=$(basename "$(dirname "$(find "$root" -name libc.so.6 -print -quit)")")
cat >"$nvim" <<WRAPPER
#!/bin/sh
export VIMRUNTIME='$root/usr/share/nvim/runtime'
export LUA_CPATH='$root/usr/lib/$triplet/lua/5.1/?.so;;'
exec '$loader' --library-path '$root/usr/lib/$triplet:$root/lib/$triplet' '$root/usr/bin/nvim' "\$@"
WRAPPER
chmod +x "$nvim"
works || { echo "fetch_neovim.sh: Neovim was unpacked into $root but does not start" >&2; "$nvim" --version >&2; exit 1; }
echo "$nvim"
