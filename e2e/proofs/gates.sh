#!/usr/bin/env bash
# PROOF gates: plants ten faults, one at a time, in a scratch copy of the tree; the real build must fail each time,
# and for that reason. The copy keeps compiled output and compiles only what a fault touches.
# The short form is the full one.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
started=$SECONDS
mkdir -p "$root/.sluice"
scratch=$(mktemp -d "$root/.sluice/gates.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
note() { printf '  %4d s  %s\n' $((SECONDS - started)) "$*" >&2; }

(cd "$root" && git ls-files -z -co --exclude-standard -- pom.xml '*/pom.xml' .mvn mvnw sluice .ci rules media-node/core \
  | xargs -0 cp --parents -a -t "$scratch")
for module in rules media-node/core; do
  [ ! -d "$root/$module/target" ] || cp -a "$root/$module/target" "$scratch/$module/target"
done

core=$scratch/media-node/core
main=$core/src/main/java/media/sluice/core
log=$scratch/build.log

build() { # MAVEN_ARGUMENT...
  (cd "$scratch" && ./mvnw -B -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -pl rules,media-node/core \
    -Dsurefire.failIfNoSpecifiedTests=false "$@") > "$log" 2>&1
}

# The unchanged copy passes; whatever fails from here on fails because of what was planted.
if ! build test -Dtest=ArchitectureTest; then
  cat "$log" >&2
  echo "PROOF gates failed=\"the tree does not pass its own gates before anything is planted\""
  exit 1
fi
note "the unchanged copy passes"

planted=0
caught=0
pristine=$scratch/core-pom.xml
cp "$core/pom.xml" "$pristine"

java_class() { # PACKAGE CLASS  (body on standard input)
  local folder=$main/${1//.//}
  mkdir -p "$folder"
  if [ ! -f "$folder/package-info.java" ]; then
    printf '/** Planted. */\n@NullMarked\npackage media.sluice.core.%s;\n\nimport org.jspecify.annotations.NullMarked;\n' "$1" \
      > "$folder/package-info.java"
  fi
  { printf 'package media.sluice.core.%s;\n\n' "$1"; cat; } > "$folder/$2.java"
}

# A further argument after the reason narrows what the build does; nothing of the checks is off.
expect() { # WHAT REASON [MAVEN_ARGUMENT...]
  local what=$1 reason=$2
  shift 2
  [ $# -gt 0 ] || set -- test -Dtest=ArchitectureTest
  planted=$((planted + 1))
  if build -Dmaven.compiler.useIncrementalCompilation=false "$@"; then
    note "NOT CAUGHT: $what (the build passed)"
  elif grep -qE -- "$reason" "$log"; then
    caught=$((caught + 1))
    note "caught: $what"
  else
    note "NOT CAUGHT: $what (the build failed, but not with /$reason/)"
    grep -E 'ERROR|WARN' "$log" | head -5 >&2
  fi
  cp "$pristine" "$core/pom.xml"
  find "$core" "$scratch/rules" \( -name 'Planted*' -o -name 'TEST-*Planted*' -o -name '*.Planted*' \) -delete
  rm -rf "$main/wire/planteda" "$main/wire/plantedb" "$core"/target/classes/media/sluice/core/wire/planted[ab]
}

java_class wire PlantedNetty <<'JAVA'
import io.netty.buffer.ByteBuf;

final class PlantedNetty {

    private PlantedNetty() {}

    static int size(ByteBuf buffer) {
        return buffer.readableBytes();
    }
}
JAVA
sed -i '0,/  <dependencies>/s//  <dependencies>\n    <dependency>\n      <groupId>io.netty<\/groupId>\n      <artifactId>netty-buffer<\/artifactId>\n    <\/dependency>/' "$core/pom.xml"
expect "core uses Netty" 'R16: the core depends on nothing but JSpecify'

java_class rtp PlantedClock <<'JAVA'
final class PlantedClock {

    private PlantedClock() {}

    static long now() {
        return System.nanoTime();
    }
}
JAVA
expect "core reads the clock" 'R2: the core never reads a clock'

java_class rtp PlantedRandom <<'JAVA'
import java.util.Random;

final class PlantedRandom {

    private PlantedRandom() {}

    static int draw(Random random) {
        return random.nextInt();
    }
}
JAVA
expect "core uses Random" 'R2: the core makes no randomness'

java_class forwarding PlantedUpper <<'JAVA'
/** Planted. */
public final class PlantedUpper {

    private PlantedUpper() {}

    /** Planted. */
    public static int layers() {
        return 3;
    }
}
JAVA
java_class rtp PlantedEdge <<'JAVA'
import media.sluice.core.forwarding.PlantedUpper;

final class PlantedEdge {

    private PlantedEdge() {}

    static int layers() {
        return PlantedUpper.layers();
    }
}
JAVA
expect "rtp knows forwarding" 'R3: rtp must not know forwarding'

java_class wire.planteda PlantedA <<'JAVA'
import media.sluice.core.wire.plantedb.PlantedB;

/** Planted. */
public final class PlantedA {

    private PlantedA() {}

    /** Planted. */
    public static int down(int depth) {
        return depth == 0 ? 0 : PlantedB.down(depth - 1);
    }
}
JAVA
java_class wire.plantedb PlantedB <<'JAVA'
import media.sluice.core.wire.planteda.PlantedA;

/** Planted. */
public final class PlantedB {

    private PlantedB() {}

    /** Planted. */
    public static int down(int depth) {
        return depth == 0 ? 0 : PlantedA.down(depth - 1);
    }
}
JAVA
expect "two packages in a cycle" 'R4: packages in a cycle'

java_class rtp PlantedNull <<'JAVA'
import java.util.Map;

final class PlantedNull {

    private PlantedNull() {}

    static int length(Map<String, String> names) {
        return names.get("room").length();
    }
}
JAVA
expect "a null dereference" 'PlantedNull.*\[NullAway\] dereferenced expression' compile

java_class wire PlantedBoxing <<'JAVA'
final class PlantedBoxing {

    private PlantedBoxing() {}

    static Object box(int value) {
        return value;
    }
}
JAVA
expect "boxing in a hot package" 'R11: PlantedBoxing boxes'

java_class session PlantedPrint <<'JAVA'
final class PlantedPrint {

    private PlantedPrint() {}

    static void print(String text) {
        System.out.println(text);
    }
}
JAVA
expect "System.out" 'R13: nobody reads a server'

{
  printf 'final class PlantedLength {\n\n    private PlantedLength() {}\n\n'
  for i in $(seq 800); do printf '    // line %d\n' "$i"; done
  printf '}\n'
} | java_class rtp PlantedLength
expect "a file of more than 800 lines" 'PlantedLength.java.*it holds more than one noun' compile

test_folder=$core/src/test/java/media/sluice/core/architecture
cat > "$test_folder/PlantedSkipTest.java" <<'JAVA'
package media.sluice.core.architecture;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

final class PlantedSkipTest {

    @Test
    @Disabled
    void isSkipped() {}
}
JAVA
expect "a test skipped without an entry in .ci/allowed-skips" 'R18: test .*PlantedSkipTest#isSkipped is skipped without an entry' \
  test -Dtest=PlantedSkipTest

echo "PROOF gates planted=$planted caught=$caught"
[ "$planted" -eq 10 ] && [ "$caught" -eq 10 ]
