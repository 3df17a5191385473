#!/usr/bin/env bash
# prove.sh NAME [--short]: fetches what the judges need (npm packages, a Python environment) and runs one proof.
# JAVA_HOME names the JDK that runs node and coordinator, whose jars must be built already.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
name=${1:?usage: prove.sh NAME [--short]}
script="$here/proofs/${name//_/-}.mjs"
[ -f "$script" ] || { echo "no proof '$name' (there are: $(cd "$here/proofs" && ls *.mjs | sed 's/\.mjs//;s/-/_/g' | xargs))" >&2; exit 1; }

fresh() { # MARKER SOURCE...: true when MARKER is newer than every SOURCE
  local marker=$1 source
  shift
  [ -e "$marker" ] || return 1
  for source in "$@"; do [ "$marker" -nt "$source" ] || return 1; done
}

for folder in "$here" "$here/../examples/node-echo"; do
  if ! fresh "$folder/node_modules/.installed" "$folder/package-lock.json"; then
    (cd "$folder" && npm ci --silent --no-audit --no-fund && touch node_modules/.installed) >&2
  fi
done
if ! fresh "$here/.venv/.installed" "$here/requirements.txt"; then
  python3 -m venv "$here/.venv" >&2
  "$here/.venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" >&2
  touch "$here/.venv/.installed"
fi
if { [ "$name" = sdks ] || [ "$name" = data ] || [ "$name" = move ] || [ "$name" = move_fails ]; } && ! fresh "$here/peers/go/target/peers" "$here"/peers/go/*.go "$here/peers/go/go.sum"; then
  if command -v go >/dev/null; then
    (cd "$here/peers/go" && go build -o target/peers .) >&2
  else
    echo "no Go here: its SDK is not judged" >&2
  fi
fi
if [ "$name" = room ] && ! fresh "$here/peers/java/target/.installed" "$here/peers/java/pom.xml"; then
  (cd "$here/.." && ./mvnw -B -q -f e2e/peers/java/pom.xml package && touch e2e/peers/java/target/.installed) >&2
fi
jar="$here/../examples/java-echo/target/java-echo.jar"
if [ "$name" = examples ] && ! fresh "$jar" $(find "$here/../examples/java-echo/src" "$here/../examples/java-echo/pom.xml" -type f); then
  (cd "$here/.." && ./mvnw -B -q -DskipTests -Dsluice.tests.skip=true -Dsluice.checks.skip=true -pl examples/java-echo -am package) >&2
fi
exec node "$script" "${@:2}"
