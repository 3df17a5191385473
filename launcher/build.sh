# Builds the two programs when their sources are newer than what was built last. Sourced by ./sluice.

. "$root/launcher/certificates.sh"
. "$root/launcher/programs.sh"
. "$root/launcher/train.sh"

built_marker=$root/.sluice/built

sources_are_newer() {
  [ -f "$built_marker" ] || return 0
  [ -f "$root/coordinator/target/quarkus-app/quarkus-run.jar" ] || return 0
  [ -f "$root/media-node/server/target/quarkus-app/quarkus-run.jar" ] || return 0
  [ -n "$(find "$root"/pom.xml "$root"/proto "$root"/media-node "$root"/coordinator \
    \( -name target -o -name node_modules -o -name dist -o -path '*/src/test' \) -prune \
    -o -type f ! -name '*.md' -newer "$built_marker" -print -quit)" ]
}

need_build_tools() {
  local missing='' command
  for command in node npm openssl; do
    command -v "$command" >/dev/null 2>&1 || missing+=" ${command/#node/nodejs}"
  done
  [ -z "$missing" ] || die "missing:$missing. Install with: apt-get install$missing (macOS: brew install node openssl)"
  node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' \
    || die "Node.js $(node --version) is too old to build the meeting page: install Node.js 20 or newer (nodejs.org, or your system's packages)"
}

# One line a module and, where a step is long (a first build fetches libraries), a sign of life.
show_progress() {
  local started=$SECONDS line name errors=0
  while :; do
    if IFS= read -r -t 15 line; then
      case $line in
        *' Building Sluice: '*)
          name=${line#*Building Sluice: }
          printf '  %3d s  building %s\n' $((SECONDS - started)) "${name% 0.*}" >&2
          ;;
        '[ERROR]'*)
          errors=$((errors + 1))
          [ $errors -gt 8 ] || printf '%s\n' "$line" >&2
          ;;
      esac
    elif [ $? -gt 128 ]; then
      printf '  %3d s  ...\n' $((SECONDS - started)) >&2
    else
      break
    fi
  done
}

build_programs() { # its output is the log
  (cd "$root" && ./mvnw -B -DskipTests -Dsluice.tests.skip=true -Dsluice.checks.skip=true -pl media-node/server,coordinator -am package) 2>&1 \
    | tee "$root/.sluice/build.log" | show_progress
  return "${PIPESTATUS[0]}"
}

interrupted_build() { # PID of the build's process group
  trap - INT TERM HUP
  kill -TERM -- "-$1" 2>/dev/null || true
  say "stopped; the next start goes on building"
  exit 130
}

ensure_built() {
  need_jdk
  need_build_tools
  mkdir -p "$root/.sluice"
  # Two launchers at once (proofs, run) build once.
  exec 8> "$root/.sluice/build.lock"
  flock 8 2>/dev/null || true
  if sources_are_newer; then
    local started=$SECONDS build
    if [ -f "$built_marker" ]; then
      say "Sources changed: building coordinator and media node"
    else
      say "First start: building coordinator and media node. It takes some minutes, the first time also to fetch libraries;"
      say "the next start takes seconds."
    fi
    touch "$built_marker.next"
    # A process group of its own, so that Ctrl-C ends Maven and what it started.
    set -m
    build_programs &
    build=$!
    set +m
    trap 'interrupted_build $build' INT TERM HUP
    wait "$build" || die "the build failed; all of it is in .sluice/build.log"
    trap - INT TERM HUP
    mv "$built_marker.next" "$built_marker"
    printf '  %3d s  built\n' $((SECONDS - started)) >&2
  fi
  ensure_trained
  exec 8>&-
}
