#!/usr/bin/env bash
# The first part of the proof data: our SCTP against usrsctp (Debian: libusrsctp-dev) on seeded schedules of loss, reordering
# and duplication, both under virtual time; then goodput at 5 % loss against usrsctp's own. Prints one line of JSON.
# The short form runs 300 schedules; SLUICE_DATA_FIRST shifts the seeds.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
schedules=10000
goodput_seeds=20
[ "${1:-}" != --short ] || { schedules=300; goodput_seeds=4; }
first=${SLUICE_DATA_FIRST:-0}

for need in "cc gcc" "/usr/include/usrsctp.h libusrsctp-dev"; do
  [ -e "${need% *}" ] || command -v "${need% *}" > /dev/null \
    || { echo "data: ${need% *} is missing. Install it: apt-get install ${need#* }" >&2; exit 1; }
done
JAVA_HOME=$("$root/sluice" jdk)
export JAVA_HOME

out=$root/.sluice/data
core=$root/media-node/core
mkdir -p "$out"
cc -O2 -Wall -Wextra -Werror -o "$out/usrsctp-peer" "$core/src/test/c/usrsctp-peer.c" -lusrsctp
(cd "$root" && ./mvnw -B -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -pl media-node/core -am test-compile) >&2

differential() { # ARGUMENT...
  "$JAVA_HOME/bin/java" -cp "$core/target/classes:$core/target/test-classes" \
    media.sluice.core.sctp.UsrsctpDifferential "$out/usrsctp-peer" "$@"
}

# One process per half, for two cores; a schedule does not know of the others.
half=$((schedules / 2))
differential schedules "$first" "$half" > "$out/first.log" &
background=$!
differential schedules $((first + half)) $((schedules - half)) > "$out/second.log"
wait "$background"
differential goodput "$goodput_seeds" > "$out/goodput.log"
cat "$out/first.log" "$out/second.log" "$out/goodput.log" >&2

total() { # KEY: the sum of what both halves print for it
  cat "$out/first.log" "$out/second.log" | grep -oE "(^| )$1=[0-9]+" | awk -F= '{ n += $2 } END { print n + 0 }'
}

ratio=$(grep -oE 'ratio=[0-9.]+' "$out/goodput.log" | cut -d= -f2)
echo "{\"good\": $(total good), \"schedules\": $schedules, \"wraps\": $(total wraps), \"goodWraps\": $(total good_wraps), \"ratio\": ${ratio:-0}}"
