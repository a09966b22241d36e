#!/usr/bin/env bash
# Unpacks what scarp is built from, as Debian has it for arm64, into a folder for the preset arm64;
# nothing of it is installed.
#
#   scripts/arm64-packages.sh [FOLDER]        [build/arm64-packages]
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(realpath -m "${1:-build/arm64-packages}")
# shellcheck disable=SC2016 # apt's variables, not bash's
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
  'Created-By: Packages' | awk '$2 == "bookworm" && $3 == "main" { print $1; exit }')
[[ $mirror ]] || { echo "apt has no source for Debian 12 (bookworm main)." >&2 && exit 1; }

# Of the packages for building and testing those that are no programs.
mapfile -t names < <(scripts/install-deps.sh --names build test | grep -E '^(lib|nlohmann|proj-)')

# An apt of its own, which knows nothing of this system's.
apt=$(mktemp -d)
trap 'rm -rf "$apt"' EXIT
mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/etc/apt/apt.conf.d" "$folder"
: >"$apt/status"
echo "deb [arch=arm64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bookworm main" \
  >"$apt/sources.list"
cat >"$apt/apt.conf" <<END
APT { Architecture "arm64"; Architectures { "arm64"; }; Install-Recommends "false"; Sandbox::User ""; };
Dir "$apt";
Dir { State "state"; State::status "$apt/status"; Cache "cache"; };
Dir::Etc { SourceList "$apt/sources.list"; SourceParts "/dev/null"; PreferencesParts "/dev/null"; };
Debug::NoLocking "true";
END
export APT_CONFIG=$apt/apt.conf
apt-get -qq update
apt-get -qq install -y --download-only libc6-dev libstdc++-12-dev libgcc-12-dev "${names[@]}" >/dev/null
for package in "$apt"/cache/archives/*.deb; do dpkg-deb -x "$package" "$folder"; done

# What packages' own scripts would do.
libraries=$folder/usr/lib/aarch64-linux-gnu
ln -sf blas/libblas.so.3 lapack/liblapack.so.3 "$libraries"
echo "$folder: $(du -sh "$folder" | cut -f1)"
