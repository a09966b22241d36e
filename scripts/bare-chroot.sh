#!/usr/bin/env bash
# Runs make targets on a bare Debian 12 (nothing but git and make) in a fresh clone of HEAD, and
# prints how long each took. Needs root. Packages come from where this machine's apt gets them.
#
#   scripts/bare-chroot.sh [--shared] [demo|test|…]…      (without targets: demo test)
#
# --shared puts ../shared beside the clone, read-only. The base system is kept in
# ${XDG_CACHE_HOME:-~/.cache}/scarp; delete it there to make it anew.
set -euo pipefail
cd "$(dirname "$0")/.."

shared=
targets=()
for argument in "$@"; do
  case $argument in
    --shared) shared=$(realpath -e ../shared) ;;
    -*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
    *) targets+=("$argument") ;;
  esac
done
((${#targets[@]})) || targets=(demo test)
((EUID == 0)) || { echo "A chroot needs root." >&2 && exit 1; }

root=$(mktemp -d /var/tmp/scarp-chroot-XXXXXX)
clean_up() {
  if grep -q " $root/" /proc/self/mountinfo; then
    echo "$root still has mounts; left as it is." >&2
  else
    rm -rf --one-file-system "$root"
  fi
}
trap clean_up EXIT

# Runs a command in a mount and process namespace of its own: whatever it mounts or starts ends with
# it, and what is mounted can never be deleted from out here.
isolated() { unshare --mount --propagation private --pid --fork --kill-child "$@"; }

make_base() {
  local mirror
  # shellcheck disable=SC2016 # apt's variables, not bash's
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Created-By: Packages' | awk '$2 == "bookworm" && $3 == "main" { print $1; exit }')
  [[ $mirror ]] || { echo "apt has no source for Debian 12 (bookworm main)." >&2 && exit 1; }
  echo "Making a bare Debian 12"
  mkdir -p "$(dirname "$base")"
  isolated debootstrap --variant=minbase --include=git,make,ca-certificates bookworm \
    "$root" "$mirror" >"$base.log" || { tail "$base.log" >&2 && exit 1; }
  tar -C "$root" --one-file-system -cf "$base.part" .
  mv "$base.part" "$base"
}

# The same sources, keys, proxies and certificates as here.
copy_apt_settings() {
  local apt=$root/etc/apt key
  rm -f "$apt/sources.list"
  cp -r /etc/apt/sources.list* /etc/apt/keyrings /etc/apt/trusted.gpg* "$apt/" 2>/dev/null || true
  # shellcheck disable=SC2016
  for key in $(apt-get indextargets --format '$(SIGNED_BY)' | sort -u); do
    [[ ! -f $key || -e $root$key ]] || install -D "$key" "$root$key"
  done
  apt-config dump Acquire >"$apt/apt.conf.d/90host"
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  if compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null; then
    cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/"
    chroot "$root" update-ca-certificates >/dev/null 2>&1
  fi
}

# shellcheck disable=SC2317 # runs isolated, below
in_chroot() {
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  if [[ $shared ]]; then
    mkdir -p "$root/src/shared"
    mount --bind "$shared" "$root/src/shared"
    mount -o remount,bind,ro "$root/src/shared"
  fi
  chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} \
    ${no_proxy:+"no_proxy=$no_proxy"} make -C /src/scarp --no-print-directory "$1" </dev/null
}
export -f in_chroot
export root shared

base=${XDG_CACHE_HOME:-$HOME/.cache}/scarp/debian-12.tar
if [[ -e $base ]]; then tar -C "$root" -xf "$base"; else make_base; fi
copy_apt_settings
mkdir "$root/src"
git clone --quiet --no-hardlinks . "$root/src/scarp"

for target in "${targets[@]}"; do
  echo "make $target on a bare Debian 12"
  SECONDS=0
  # shellcheck disable=SC2016 # $1 is for the inner shell
  isolated bash -euo pipefail -c 'in_chroot "$1"' - "$target"
  echo "make $target took $SECONDS s"
done
