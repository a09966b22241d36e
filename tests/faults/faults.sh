#!/usr/bin/env bash
# What may happen to a command from outside, and what it then does. Exits with 77 where it cannot be tried.
#
#   tests/faults/faults.sh SCARP TOOLS_FOLDER FAULT MODULES_FOLDER
set -euo pipefail

here=$(dirname "$(realpath "$0")")
PATH=$(dirname "$(realpath "$1")"):$(realpath "$2"):$PATH
modules=$(realpath "$4")
work=$(mktemp -d)
# shellcheck disable=SC2317  # called by trap
clear_up() {
  umount "$work/disk" 2>/dev/null || true
  rm -rf "$work"
}
trap clear_up EXIT
cd "$work"
# shellcheck source=tests/cli/map/scenes.sh
source "$here/../cli/map/scenes.sh"

same() {
  (cd "$1" && find . -type f ! -name run.json | sort) >files
  while read -r file; do cmp "$1/$file" "$2/$file"; done <files
  [[ ! -e $2/.unfinished ]]
}
large_scene() {
  make_scene --size 3000x3000 >/dev/null
  make_raster dem.tif --size 1600x1600 --origin 560000,4760000 --cell 30 --value ramp
  geocode=(geocode --scene scene.SAFE --dem dem.tif --dem-datum ellipsoid --threads 1)
}
# Starts a command that is not waited for, and comes back when it is at work in the folder `out`.
begin() {
  "$@" --out out >log 2>&1 &
  until [[ -e out/.unfinished ]]; do sleep 0.01; done
}
fails_with() { # WORDS
  wait $! && echo 'it did not fail' >&2 && exit 1
  grep -q "$1" log || { cat log >&2 && exit 1; }
  [[ ! -e out/run.json && ! -e out/.unfinished ]]
}

case $3 in
  clock_change)
    # The clock was ahead, or behind, when a run was killed that is gone on with now.
    five_scenes
    terrain
    event_file
    scarp map event.toml --threads 1 --out one
    for year in 1990 2060; do
      for stage in geocode stack first-look; do
        rm -rf out
        scarp map event.toml --threads 1 --out out >/dev/null 2>&1 &
        until compgen -G "out/stages/$stage-*/run.json" >/dev/null; do sleep 0.01; done
        kill -KILL $!
        wait $! 2>/dev/null || true
        find out -exec touch -h -d "$year-01-01" {} +
        scarp map event.toml --threads 1 --out out --verbose 2>told
        grep -q ': as it was' told  # what was whole is not made again
        same one out
      done
    done
    # The clock is set back in the middle of a run.
    LD_PRELOAD=$modules/libclock_back.so scarp map event.toml --threads 1 --out back
    same one back
    told() { sed -n "s/^  \"$1\": \"\(.*\)\".*/\1/p" back/run.json; }
    [[ $(told start) > $(told end) ]]
    grep -rq '"seconds": -' back --include=run.json && exit 1
    # The times of inputs are others: what was made of them is made anew.
    touch -d 1990-01-01 dem.tif scenes/*.SAFE/*/*
    scarp map event.toml --threads 1 --out out --verbose 2>log
    grep -q ': to be made' log
    for file in one/*.tif one/*.gpkg; do cmp "$file" "out/${file#one/}"; done ;;
  read_only)
    large_scene
    mkdir disk
    mount -t tmpfs none disk 2>/dev/null || { echo 'skipped: may not mount here' && exit 77; }
    scarp simulate --size 64 --out disk/earlier --quiet >/dev/null
    mount -o remount,ro disk
    for options in "" --overwrite; do
      # shellcheck disable=SC2086
      scarp "${geocode[@]}" --out disk/earlier $options >log 2>&1 && exit 1
      grep -q '^scarp: disk/earlier: ' log
      scarp "${geocode[@]}" --out disk/new $options >log 2>&1 && exit 1
      grep -q '^scarp: disk/new: cannot be made (Read-only file system)' log
    done
    [[ -e disk/earlier/run.json && ! -e disk/new ]] ;;
  unreadable_input)
    # A file that is cut off in the middle of a run.
    large_scene
    image=$(echo scene.SAFE/measurement/*vh*)
    cp "$image" whole.tiff
    begin scarp "${geocode[@]}"
    truncate -s 2000000 "$image"
    fails_with "$(basename "$image")"
    cp whole.tiff "$image"
    cp dem.tif whole.tif
    begin scarp "${geocode[@]}"
    truncate -s 100000 dem.tif
    fails_with 'dem.tif'
    cp whole.tif dem.tif
    scarp "${geocode[@]}" --out out
    scarp "${geocode[@]}" --out one
    same one out ;;
  two_runs)
    large_scene
    begin scarp "${geocode[@]}"
    scarp "${geocode[@]}" --out out >second 2>&1 && exit 1
    grep -q '^scarp: out: ' second
    wait $!
    # A lock dies with its run, whatever file it leaves.
    begin scarp "${geocode[@]}" --overwrite
    kill -KILL $!
    wait $! 2>/dev/null || true
    scarp "${geocode[@]}" --overwrite --out out
    scarp "${geocode[@]}" --out one
    same one out ;;
  memory)
    # A map by eight threads takes more, unless it is told not to.
    [[ -x /usr/bin/time ]] || { echo 'skipped: no /usr/bin/time' && exit 77; }
    mkdir scenes
    scene() { make_scene scenes --size 3000x3000 --noise 4000 --name "$1" --start "$2" --absolute-orbit "$3" >/dev/null; }
    scene before 2018-08-12T20:40:00 100
    scene after 2018-09-06T20:40:00 300
    make_raster dem.tif --size 1600x1600 --origin 560000,4760000 --cell 30 --value ramp
    event_file
    sed -i 's/^area = .*/area = [141.9, 42.5, 142.2, 42.8]/' event.toml
    peak_kb() { /usr/bin/time -f %M scarp map event.toml --threads 8 --quiet "$@" 2>&1 >/dev/null | tail -1; }
    ample=$(peak_kb --out ample) little=$(peak_kb --out little --memory 0.6)
    ((little < 600000 && 3 * little < 2 * ample)) || { echo "$little kB, $ample without --memory" >&2 && exit 1; }
    cmp ample/class.tif little/class.tif ;;
  slow_disk)
    # Writes that take seconds: no rank counts as lost.
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    make_scene --size 900x1500 >/dev/null
    make_raster dem.tif --size 900x900 --origin 572000,4746000 --cell 30 --value ramp
    geocode=(geocode --scene scene.SAFE --dem dem.tif --dem-datum ellipsoid --threads 1)
    scarp "${geocode[@]}" --out one
    start=$SECONDS
    LD_PRELOAD=$modules/libslow_disk.so scarp "${geocode[@]}" --out slow
    ((SECONDS - start >= 4)) || { echo 'the disk was not slow' >&2 && exit 1; }
    same one slow
    type mpirun >/dev/null || exit 0
    SCARP_RANK_TIMEOUT_S=2 mpirun -n 2 --oversubscribe --bind-to none -x LD_PRELOAD="$modules/libslow_disk.so" \
      scarp "${geocode[@]}" --out ranks
    same one ranks ;;
esac
