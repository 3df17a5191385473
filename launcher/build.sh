# Builds the two programs when their sources are newer than what was built last. Sourced by ./sluice.

built_marker=$root/.sluice/built

sources_are_newer() {
  [ -f "$built_marker" ] || return 0
  [ -f "$root/coordinator/target/quarkus-app/quarkus-run.jar" ] || return 0
  [ -f "$root/media-node/server/target/quarkus-app/quarkus-run.jar" ] || return 0
  [ -n "$(find "$root"/pom.xml "$root"/proto "$root"/media-node "$root"/coordinator \
    \( -name target -o -name node_modules -o -name dist -o -path '*/src/test' \) -prune \
    -o -type f ! -name '*.md' -newer "$built_marker" -print -quit)" ]
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

ensure_built() {
  need_jdk
  mkdir -p "$root/.sluice"
  # Two launchers at once (proofs, run) build once.
  exec 8> "$root/.sluice/build.lock"
  flock 8 2>/dev/null || true
  if sources_are_newer; then
    say "Building coordinator and media node (the first build also fetches libraries: some minutes)"
    touch "$built_marker.next"
    : > "$root/.sluice/build.log"
    (cd "$root" && ./mvnw -B -DskipTests -Dsluice.tests.skip=true -Dsluice.checks.skip=true -pl media-node/server,coordinator -am package) \
      >> "$root/.sluice/build.log" 2>&1 &
    local maven_pid=$!
    tail -n +1 -f --pid=$maven_pid "$root/.sluice/build.log" 2>/dev/null | show_progress || true
    wait $maven_pid || die "the build failed; all of it is in .sluice/build.log"
    mv "$built_marker.next" "$built_marker"
  fi
  exec 8>&-
}
