# Benchmarks: whole servers beside each other, and the packet path's steps one by one. Sourced by ./sluice.

. "$root/launcher/prove.sh"

bench_usage() {
  cat <<'TEXT'
usage: ./sluice bench [--short] [--only=SCENARIO,...]    servers beside each other (bench/README.md)
       ./sluice bench jmh [--short] [REGEX]              the packet path's steps one by one: time and garbage
       ./sluice bench garbage                            what forwarding a packet allocates: in the core, and in a worker's whole loop
       ./sluice bench profile [--short]                  where a forwarded packet's time goes (needs perf)
TEXT
}

bench_profile() {
  command -v perf > /dev/null || die "bench profile: needs perf (apt-get install linux-perf; as root, or with kernel.perf_event_paranoid <= 1)"
  ensure_built
  "$root/e2e/prove.sh" bench --profile "$@"
}

# Compiles when something changed, and keeps the class path.
jmh_build() {
  local marker=$root/.sluice/jmh-built log=$root/.sluice/jmh-build.log
  mkdir -p "$root/.sluice"
  if [ -f "$marker" ] && [ -z "$(cd "$root" && find pom.xml proto rules media-node bench/jmh \
      \( -name target -o -path '*/src/test/resources' \) -prune -o -type f ! -name '*.md' -newer "$marker" -print -quit)" ]; then
    return 0
  fi
  say "compiling the benchmarks"
  touch "$marker.next"
  maven -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -Dsluice.checks.skip=true -DskipTests -pl bench/jmh -am test-compile \
    dependency:build-classpath -DincludeScope=runtime -Dmdep.outputFile=target/bench.classpath > "$log" 2>&1 \
    || { tail -20 "$log" >&2; die "bench: the build failed; all of it is in .sluice/jmh-build.log"; }
  mv "$marker.next" "$marker"
}

bench_jmh() { # [--short] [REGEX]
  local options=(-f 2 -wi 5 -w 1s -i 5 -r 1s) pattern='.*'
  while [ $# -gt 0 ]; do
    case $1 in
      # Four seconds a benchmark: enough to see what costs what, not to quote.
      --short) options=(-f 1 -wi 3 -w 700ms -i 4 -r 500ms -p profile=AEAD_AES_128_GCM) ;;
      -*) die "bench jmh: no option '$1' (./sluice bench --help)" ;;
      *) pattern=$1 ;;
    esac
    shift
  done
  need_jdk
  jmh_build
  command -v node > /dev/null || die "bench jmh: needs Node.js for its table (apt-get install nodejs)"
  # JMH asks sun.misc.Unsafe where its fields are.
  "$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow -cp "$root/bench/jmh/target/classes:$(cat "$root/bench/jmh/target/bench.classpath")" org.openjdk.jmh.Main \
    "${options[@]}" -jvmArgsAppend --sun-misc-unsafe-memory-access=allow -prof gc -rf json -rff "$root/.sluice/jmh.json" -o "$root/.sluice/jmh.log" "$pattern" >&2 \
    || die "bench jmh: it failed; see .sluice/jmh.log"
  node "$root/e2e/lib/bench/jmh.mjs" "$root/.sluice/jmh.json"
}

# The allocation tests are the measure: they fail by themselves when the core makes garbage or the loop is over its budget.
bench_garbage() {
  local log=$root/.sluice/bench-garbage.log core loop
  need_jdk
  mkdir -p "$root/.sluice"
  rm -f "$root"/media-node/*/target/surefire-reports/*AllocationTest-output.txt "$root"/media-node/*/target/surefire-reports/*AllocationIT-output.txt
  maven -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -Dsluice.checks.skip=true -Dtest='RoomAllocationTest,WorkerAllocationIT' \
    -Dsurefire.failIfNoSpecifiedTests=false -pl media-node/server -am test > "$log" 2>&1 \
    || { tail -20 "$log" >&2; die "bench garbage: an allocation test failed; all of it is in .sluice/bench-garbage.log"; }
  core=$(sed -n 's/^core forwarding: //p' "$root"/media-node/core/target/surefire-reports/*RoomAllocationTest-output.txt)
  loop=$(sed -n 's/^worker loop, portable engine: //p' "$root"/media-node/server/target/surefire-reports/*WorkerAllocationIT-output.txt)
  [ -n "$core" ] && [ -n "$loop" ] || die "bench garbage: an allocation test did not run; see .sluice/bench-garbage.log"
  printf 'core forwarding: %s\nworker loop, portable engine: %s\n' "$core" "$loop"
  printf 'bench garbage allocated_bytes_core=%s allocated_bytes_loop=%s loop_without_ciphers=%s loop_budget=%s\n' \
    "$(bench_figure bytes_per_packet "$core")" "$(bench_figure bytes_per_packet "$loop")" \
    "$(bench_figure without_ciphers "$loop")" "$(bench_figure budget "$loop")"
}

bench_figure() { # KEY LINE: the first figure of that name
  tr ' ' '\n' <<< "$2" | sed -n "s/^$1=//p" | head -1
}

bench() {
  case ${1:-} in
    garbage) shift; bench_garbage "$@" ;;
    jmh) shift; bench_jmh "$@" ;;
    profile) shift; bench_profile "$@" ;;
    -h | --help) bench_usage ;;
    *) prove bench "$@" ;;
  esac
}
