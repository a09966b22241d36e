#!/usr/bin/env bash
# Runs one golden test of the command line.
#
#   tests/cli/run.sh SCARP TOOLS_FOLDER CASE_FOLDER
#
# A case is a folder with these files, of which only `cmd` is needed:
#   setup   makes the inputs; make_raster, make_scene and scarp are on the PATH; exit 77 skips the
#           test
#   cmd     the command line under test, run by bash in an empty folder of its own
#   exit    the exit code expected (0 where there is no file)
#   stdout  the output expected, exactly (empty where there is no file); likewise stderr
#   check   looks at the results; its output is shown when it fails
# In stdout and stderr the folder reads @TMP@, that of the programs @PROGRAMS@ and the version @VERSION@.
# SCARP_UPDATE_GOLDEN=1 writes exit, stdout and stderr anew instead of comparing.
set -uo pipefail

case_folder=$(realpath "$3")
PATH=$(dirname "$(realpath "$1")"):$(realpath "$2"):$PATH
export PATH LC_ALL=C.UTF-8 TZ=UTC
version=$(scarp --version | sed 's/.* //')

work=$(realpath "$(mktemp -d)")
trap 'rm -rf "$work"' EXIT
mkdir "$work/run" "$work/got"

# Runs a file of the case where the command runs, if there is one.
step() {
  [[ -e $case_folder/$1 ]] || return 0
  (cd "$work/run" && bash -euo pipefail "$case_folder/$1" </dev/null >"$work/$1.log" 2>&1)
  local status=$?
  ((status == 77)) && exit 77
  ((status == 0)) && return
  echo "$1 failed with exit code $status:"
  cat "$work/$1.log"
  exit 1
}

programs=$(dirname "$(dirname "$(realpath "$1")")")
neutral() { sed -e "s|$work/run|@TMP@|g" -e "s|$programs|@PROGRAMS@|g" -e "s|\b${version//./\\.}\b|@VERSION@|g"; }

step setup
(cd "$work/run" && bash "$case_folder/cmd" </dev/null >"$work/stdout" 2>"$work/stderr")
status=$?
echo $status >"$work/got/exit"
neutral <"$work/stdout" >"$work/got/stdout"
neutral <"$work/stderr" >"$work/got/stderr"

if ((status >= 128)); then
  echo "The command died of signal $((status - 128)):"
  cat "$work/got/stderr"
  exit 1
fi

if [[ ${SCARP_UPDATE_GOLDEN:-} == 1 ]]; then
  for part in exit stdout stderr; do
    cp "$work/got/$part" "$case_folder/$part"
    [[ -s $case_folder/$part ]] || rm "$case_folder/$part"
  done
  [[ $(cat "$case_folder/exit") == 0 ]] && rm "$case_folder/exit"
fi

status=0
for part in exit stdout stderr; do
  expected=$case_folder/$part
  if [[ ! -e $expected ]]; then
    expected=$work/expected
    if [[ $part == exit ]]; then echo 0 >"$expected"; else : >"$expected"; fi
  fi
  diff -u --label "$part expected" --label "$part got" "$expected" "$work/got/$part" || status=1
done
((status == 0)) || exit 1
step check
