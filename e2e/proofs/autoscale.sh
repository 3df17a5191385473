#!/usr/bin/env bash
# PROOF autoscale: pools of media nodes in virtual time, ours and its rivals on the same seeds (operator/simulator).
# Options: --seed N, --seeds N, --year-days N, --write FOLDER (rewrites docs/capacity.md's tables), --short.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
JAVA_HOME=$("$root/sluice" jdk)
export JAVA_HOME
classes=$root/operator/simulator/target/classes
deciding=$root/operator/target/classes
marker=$root/.sluice/simulator-built
mkdir -p "$root/.sluice"

sources_are_newer() {
  [ -f "$marker" ] && [ -f "$classes/media/sluice/operator/simulator/Simulate.class" ] \
    && [ -f "$deciding/media/sluice/operator/scaling/Autoscaler.class" ] || return 0
  [ -n "$(find "$root/pom.xml" "$root/operator" \( -name target -o -path '*/src/test' \) -prune -o -type f ! -name '*.md' -newer "$marker" -print -quit)" ]
}

if sources_are_newer; then
  touch "$marker.next"
  (cd "$root" && ./mvnw -B -q -Dsluice.tests.skip=true -Dmaven.test.skip=true -Dsluice.checks.skip=true -pl operator/simulator -am compile) >&2
  mv "$marker.next" "$marker"
fi
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx512m -cp "$classes:$deciding" media.sluice.operator.simulator.Simulate "$@"
