#!/usr/bin/env bash
# Installs the Debian 12 packages that groups of tasks need, where they are missing.
#
#   scripts/install-deps.sh build [test] [torch] [lint] [fuzz] [clients] [chroot] [arm64]
#
# With --names before them it says which they are, and installs nothing.
# SCARP_SKIP_DEPS=1 turns it off: for other systems, and where packages come from elsewhere.
set -euo pipefail

packages_of() {
  case $1 in
    build) echo g++ cmake ninja-build ccache pkg-config libjs-leaflet libgdal-dev libproj-dev proj-data libfmt-dev \
      nlohmann-json3-dev libcli11-dev libboost-dev libeigen3-dev libpugixml-dev libhdf5-dev \
      libonnx-dev libprotobuf-dev libdnnl-dev libtomlplusplus-dev libopenmpi-dev openmpi-bin libzstd-dev ;;
    test) echo libgtest-dev libgmock-dev librapidcheck-dev gdal-bin ;;
    torch) echo libtorch-dev libopenblas0-openmp ;; # what only training needs
    lint) echo clang-tidy-19 clang-format-19 libomp-19-dev shellcheck ;;
    fuzz) echo clang-19 libclang-rt-19-dev ;;
    clients) # what brings the programs of others
      echo chromium gdal-bin python3-gdal python3-qgis python3-jsonschema
      type node npm >/dev/null 2>&1 || echo nodejs npm ;;
    chroot) echo debootstrap ;;
    arm64) echo g++-aarch64-linux-gnu qemu-user-static ;; # and scripts/arm64-packages.sh
    *) echo "usage: $0 build|test|torch|lint|fuzz|clients|chroot|arm64 …" >&2 && return 2 ;;
  esac
}

# Of the packages named, those that are not installed.
missing() {
  local installed
  # dpkg-query fails when it has never heard of one of them.
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
  comm -23 <(printf '%s\n' "$@" | sort -u) <(sed -n 's/ installed$//p' <<<"$installed" | sort -u)
}

give_up() {
  printf '%s These Debian 12 packages are needed:\n  %s\n%s\n' "$1" "$2" \
    "Install them or their equivalents, then run again with SCARP_SKIP_DEPS=1." >&2
  exit 1
}

if [[ ${1:-} == --names ]]; then
  for group in "${@:2}"; do packages_of "$group"; done | tr ' ' '\n'
  exit 0
fi
[[ ${SCARP_SKIP_DEPS:-} == 1 ]] && exit 0

wanted=()
for group in "$@"; do
  names=$(packages_of "$group")
  read -r -a more <<<"$names"
  wanted+=("${more[@]}")
done
((${#wanted[@]})) || exit 0

if ! type dpkg-query apt-get >/dev/null 2>&1; then
  give_up "This is not a Debian system." "${wanted[*]}"
fi
names=$(missing "${wanted[@]}")
[[ $names ]] || exit 0
mapfile -t absent <<<"$names"

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || give_up "Installing packages needs root or sudo." "${absent[*]}"
  as_root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
quiet_apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" \
    </dev/null >>"$log" 2>&1
}

echo "Installing ${absent[*]}"
quiet_apt update || true # a broken source of something else need not matter
if ! quiet_apt install -y --no-install-recommends "${absent[@]}"; then
  cat "$log" >&2
  echo "Installing packages failed: see apt-get's own words above." >&2
  exit 1
fi
