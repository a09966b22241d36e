#!/usr/bin/env bash
# Runs the tests of a build folder and prints one line, "N passed, N failed[, N skipped]", which CI
# reads as proof that tests ran. More is printed only when something failed.
#
#   scripts/run-tests.sh build/release [ctest options]
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
build=$(realpath "$1")
shift

log=$build/tests.log
report=$build/tests.xml
rm -f "$report"
ctest --test-dir "$build" --parallel "$(nproc)" --output-on-failure --no-tests=error \
  --output-junit "$report" "$@" </dev/null >"$log" 2>&1
status=$?

if ((status != 0)); then
  grep -vE '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ Test +#[0-9]+: .*(Passed|Skipped) )' "$log"
fi
if [[ ! -s $report ]]; then
  echo "ctest wrote no report; its output is in $log" >&2
  exit 1
fi

count() { grep -cE "$1" "$report"; }
passed=$(count '<testcase .* status="run"')
failed=$(count '<testcase .* status="fail"|<skipped message="Unable to find executable"')
skipped=$(($(count '<testcase ') - passed - failed))
# Skipped aloud: a check that did not run proves nothing.
if ((skipped)); then
  echo 'Skipped, for want of data or programs (CONTRIBUTING.md):'
  grep -E '<testcase .* status="(notrun|disabled)"' "$report" |
    sed -E 's/.*<testcase name="([^" ]+).*/  \1/'
fi
line="$passed passed, $failed failed"
((skipped)) && line+=", $skipped skipped"
echo "$line"
exit "$status"
