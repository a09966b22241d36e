#!/usr/bin/env bash
# Formatting, shellcheck and clang-tidy; any finding is an error. The build folder has to be
# compiled: its compile database says what to check, and ninja what each file includes. A file that
# was clean is checked again only when it, something it includes or .clang-tidy has changed.
#
#   scripts/lint.sh build/release
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
build=$1
status=0

find src tests bench \( -name '*.h' -o -name '*.cpp' \) -print0 |
  xargs -0 -r clang-format-19 --dry-run -Werror || {
  echo "Not formatted: 'make format' mends it." >&2
  status=1
}
find scripts tests bench -name '*.sh' -print0 | xargs -0 -r shellcheck .ci/run || status=1
find tests/cli \( -name setup -o -name check \) -print0 | xargs -0 -r shellcheck -S warning -s bash || status=1

# Lines "source<tab>file" for each of our files that a source includes, the source itself first.
includes() {
  ninja -C "$build" -t deps | awk '
    /^[^ ]/ { source = ""; next }
    sub(/^ +/, "") {
      if (source == "") source = $0
      if ($0 !~ "^/usr/") print source "\t" $0
    }'
}

# A stamp for each source: digests of all that its findings depend on. The stamps of clean sources
# are kept, and a source whose stamp is among them is clean.
stamps=$PWD/build/lint
mkdir -p "$stamps/clean"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/stamps"
includes >"$work/includes"
cut -f 2 "$work/includes" | sort -u |
  (cd "$build" && xargs -r -d '\n' sha256sum) >"$work/digests"
settings="$(clang-tidy-19 --version | tr -d '\n') $(sha256sum <.clang-tidy)"
awk -F '\t' -v folder="$work/stamps/" -v settings="$settings" '
  NR == FNR { digest[substr($0, 67)] = substr($0, 1, 64); next }
  {
    name = $1
    gsub("/", "%", name)
    if (!(name in begun)) print settings > (folder name)
    begun[name]
    print digest[$2], $2 > (folder name)
  }' "$work/digests" "$work/includes"

# shellcheck disable=SC2317 # xargs calls it below
tidy() {
  local stamp=${1//\//%}
  cmp -s "$work/stamps/$stamp" "$stamps/clean/$stamp" && return
  # The warnings left out are about GCC's own options and GCC's own headers.
  local output
  if output=$(clang-tidy-19 --quiet -p "$build" --extra-arg=-Wno-unknown-warning-option \
    --extra-arg=-Wno-deprecated-declarations "$1" 2>&1); then
    [[ ! -e $work/stamps/$stamp ]] || cp "$work/stamps/$stamp" "$stamps/clean/$stamp"
  else
    grep -vE '^[0-9]+ warnings? |^Suppressed |^Use -' <<<"$output"
    return 1
  fi
}
export -f tidy
export build stamps work

# shellcheck disable=SC2016 # $1 is for the inner shell
sed -n 's|^ *"file": "\(.*\)",\{0,1\}$|\1|p' "$build/compile_commands.json" |
  grep -E "^$PWD/(src|tests|bench)/" | sort -u |
  xargs -d '\n' -P "$(nproc)" -I{} bash -c 'tidy "$1"' - {} || status=1

((status)) || echo "No findings."
exit "$status"
