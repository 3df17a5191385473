# Writes what is rendered from the types of the custom resources. Sourced by ./sluice.

crds() { # [--check]
  local mode=write log=$root/.sluice/crds.log
  case ${1:-} in
    '') ;;
    --check) mode=check ;;
    *) die "crds: no option $1 (--check only says which files differ)" ;;
  esac
  mkdir -p "$root/.sluice"
  maven -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -Dsluice.checks.skip=true -Dspotless.check.skip=true -DskipTests \
    -pl operator -am process-test-classes -Dsluice.crds.skip=false -Dsluice.crds.mode=$mode > "$log" 2>&1 \
    || { cat "$log" >&2; die "crds: the types do not compile, or no definition can be made of them; what Maven says stands above"; }
  grep -E '^(wrote|stale|drift)' "$log"
  [ $mode = write ] || grep -qx drift=0 "$log"
}
