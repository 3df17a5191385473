#!/usr/bin/env bash
# PROOF data, its first half: our SCTP against usrsctp (Debian: libusrsctp-dev) on seeded schedules of loss, reordering
# and duplication, both under virtual time; then goodput at 5 % loss against usrsctp's own. What clients see of data
# channels comes with them. The short form runs 500 schedules; SLUICE_DATA_FIRST shifts the seeds.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
schedules=10000
goodput_seeds=20
[ "${1:-}" != --short ] || { schedules=500; goodput_seeds=6; }
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

good=$(total good)
wrap=ok
[ "$(total wraps)" -gt 0 ] && [ "$(total wraps)" -eq "$(total good_wraps)" ] || wrap=failed
ratio=$(grep -oE 'ratio=[0-9.]+' "$out/goodput.log" | cut -d= -f2)
echo "PROOF data differential=$good/$schedules wrap=$wrap goodput_at_5pct_loss_vs_usrsctp=$ratio"

missed=0
miss() {
  echo "MISSED $*"
  missed=1
}
[ "$good" -eq "$schedules" ] || miss "differential: wanted $schedules"
[ "$wrap" = ok ] || miss "wrap: wanted ok"
awk -v ratio="$ratio" 'BEGIN { exit !(ratio >= 0.7) }' || miss "goodput_at_5pct_loss_vs_usrsctp: wanted 0.7 or more"
exit $missed
