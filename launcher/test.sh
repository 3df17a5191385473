# Everything CI runs, suite by suite, each with a budget. Sourced by ./sluice.

. "$root/launcher/prove.sh"

# command (or file) | Debian package; the JDK comes from elsewhere (see need_jdk in ./sluice).
system_packages='
chromium|chromium
firefox-esr|firefox-esr
tcpdump|tcpdump
openssl|openssl
node|nodejs
npm|npm
python3|python3
/usr/share/doc/python3-venv|python3-venv
mvn|maven
cc|gcc
/usr/include/usrsctp.h|libusrsctp-dev
/usr/include/intel-ipsec-mb.h|libipsec-mb-dev
tc|iproute2
make|make
git|git
'

passed=0
failed=0
skipped=0
skipped_why=''
suite_lines=''

need_system_packages() { # [--install]
  local missing='' command package
  while IFS='|' read -r command package; do
    [ -n "$command" ] || continue
    [ -e "$command" ] || command -v "$command" >/dev/null 2>&1 || missing+=" $package"
  done <<< "$system_packages"
  [ -n "$missing" ] || return 0
  say "missing from this system:$missing"
  if [ "$(id -u)" -eq 0 ] || [ "${1:-}" = --install ]; then
    local as_root=''
    [ "$(id -u)" -eq 0 ] || as_root=sudo
    # shellcheck disable=SC2086
    $as_root apt-get update -q && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -q -y $missing \
      || die "could not install:$missing"
  else
    die "install them (apt-get install$missing), or run ./sluice test --install"
  fi
}

# A suite is a function that prints what it likes and sets suite_passed / suite_failed; a non-zero status with no
# failed test counts as one failure.
suite() { # NAME BUDGET_SECONDS FUNCTION
  local name=$1 budget=$2 function=$3 started=$SECONDS status=0 spent verdict
  say "== $name"
  suite_passed=0
  suite_failed=0
  suite_verdict=ok
  "$function" || status=$?
  [ $status -eq 0 ] || [ $suite_failed -gt 0 ] || suite_failed=1
  spent=$((SECONDS - started))
  verdict=$suite_verdict
  [ $suite_failed -eq 0 ] || verdict=FAILED
  [ $spent -le "$budget" ] || verdict="$verdict, over budget"
  passed=$((passed + suite_passed))
  failed=$((failed + suite_failed))
  suite_lines+=$(printf '%-12s %4d/%d s  %4d passed, %d failed  %s' "$name" $spent "$budget" $suite_passed $suite_failed "$verdict")$'\n'
}

# --- Java -------------------------------------------------------------------------------------

suite_java() {
  local status=0
  rm -rf "$root"/rules/target/surefire-reports "$root"/*/target/surefire-reports "$root"/*/*/target/surefire-reports
  maven -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
    -Dorg.slf4j.simpleLogger.log.org.apache.maven.plugin.surefire.SurefireMojo=info \
    --fail-at-end verify || status=$?
  local totals
  totals=$(find "$root" -path '*/surefire-reports/TEST-*.xml' -not -path '*/node_modules/*' -not -path '*/.sluice/*' \
    -exec grep -hm1 -oE '<testsuite .*' {} + | awk '
      function value(key) { return match($0, " " key "=\"[0-9]+\"") ? substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 4) : 0 }
      { tests += value("tests"); bad += value("errors") + value("failures"); skipped += value("skipped") }
      END { print tests - bad - skipped, bad + 0 }')
  read -r suite_passed suite_failed <<< "$totals"
  [ $status -eq 0 ] && mkdir -p "$root/.sluice" && touch "$built_marker"
  return $status
}

# --- web, harness, contracts ------------------------------------------------------------------

npm_ci() {
  npm ci --silent --no-audit --no-fund
}

# vitest and node --test say how many passed in their own words.
count_node_tests() { # LOG
  suite_passed=$((suite_passed + $(sed -nE 's/^((#|ℹ) pass |.*Tests +(.*[^0-9])?)([0-9]+)( passed.*)?$/\4/p' "$1" | awk '{ n += $1 } END { print n + 0 }')))
  suite_failed=$((suite_failed + $(sed -nE 's/^((#|ℹ) fail |.*Tests +)([0-9]+)( failed.*)$/\3/p; s/^(#|ℹ) fail ([0-9]+)$/\2/p' "$1" | awk '{ n += $1 } END { print n + 0 }')))
}

node_module() { # FOLDER SCRIPT...
  local folder=$1 log=$root/.sluice/npm-test.log script status=0
  shift
  mkdir -p "$root/.sluice"
  (cd "$root/$folder" && npm_ci) || return 1
  for script in "$@"; do
    (cd "$root/$folder" && NO_COLOR=1 npm run --silent "$script") > "$log" 2>&1 || status=1
    cat "$log"
    if [ "$script" = test ]; then count_node_tests "$log"; else suite_passed=$((suite_passed + (status == 0))); fi
    [ $status -eq 0 ] || return 1
  done
}

suite_web() {
  node_module coordinator/web build lint test
}

suite_harness() {
  node_module e2e lint test
}

suite_contracts() {
  node_module proto/contracts lint
}

# What Checkstyle holds for Java, for the rest: files of at most 800 lines.
suite_sizes() {
  local file lines
  while IFS= read -r file; do
    lines=$(wc -l < "$root/$file")
    if [ "$lines" -gt 800 ]; then
      say "$file has $lines lines, limit 800: it holds more than one noun"
      suite_failed=$((suite_failed + 1))
    else
      suite_passed=$((suite_passed + 1))
    fi
  done < <(git -C "$root" ls-files '*.ts' '*.tsx' '*.mjs' '*.js' '*.py' '*.sh' '*.proto' sluice mvnw)
  # One test a kind, not one a file: the figure is of checks, not of files.
  [ $suite_failed -gt 0 ] || suite_passed=1
  [ $suite_failed -eq 0 ]
}

# --- proofs -----------------------------------------------------------------------------------

# What .ci/open-proofs says of a proof that does not hold yet; empty for one that must. An entry ends with its date.
open_proof() { # NAME
  local line
  line=$(grep "^$1 |" "$root/.ci/open-proofs" || true)
  [ -n "$line" ] || return 0
  [[ "$(date -u +%Y-%m-%d)" > "${line##*| }" ]] || printf '%s' "$line"
}

# Why a proof failed is said again at the very end: who reads the log of a machine of long ago may have no more than that.
open_lines=''
failed_lines=''

# A proof that must hold gets a second try: the machines are shared, and a neighbour's burst is no fault of ours. Both lines are
# shown. An open one is run once, so that its figure is seen.
suite_proof() {
  if needs_kubernetes "$current_proof" && ! kubernetes_is_possible; then
    skip_proof
    return
  fi
  if ! proof_exists "$current_proof"; then
    say "proof $current_proof is not built"
    return 1
  fi
  if prove_one "$current_proof" --short; then
    suite_passed=1
  elif [ -n "$(open_proof "$current_proof")" ]; then
    open_lines+="open proof: $(open_proof "$current_proof") | now: $proof_line"$'\n'
  elif say "second try" && prove_one "$current_proof" --short; then
    suite_passed=1
  else
    suite_failed=1
    failed_lines+="failed: $proof_line"$'\n'
  fi
}

# R18: a suite that cannot run here needs its line in .ci/allowed-skips, as a test does.
skip_proof() {
  local line
  line=$(grep "^proof | $current_proof |" "$root/.ci/allowed-skips" || true)
  if [ -z "$line" ] || [[ "$(date -u +%Y-%m-%d)" > "${line##*| until }" ]]; then
    say "proof $current_proof needs a Kubernetes: install Go 1.26 or newer, or set SLUICE_E2E_KUBECONFIG; .ci/allowed-skips does not (or no more) allow to skip it"
    return 1
  fi
  skipped=$((skipped + 1))
  suite_verdict=skipped
  skipped_why+="; $current_proof: neither Go nor SLUICE_E2E_KUBECONFIG"
}

# The first build of Kubernetes takes 20 minutes of CPU. It goes on beside the suites that measure nothing, at idle priority; the first
# proof that needs it comes right after them and waits for the rest.
kubernetes_build=''
begin_kubernetes() { # SUITE...
  local name
  [ -z "${SLUICE_E2E_KUBECONFIG:-}" ] && command -v go > /dev/null || return 0
  for name in "$@"; do
    if needs_kubernetes "$name"; then
      mkdir -p "$root/.sluice"
      set -m
      nice -n 19 "$root/e2e/kube/build" > "$root/.sluice/kube-build.log" 2>&1 &
      kubernetes_build=$!
      set +m
      trap 'kill -TERM -- "-$kubernetes_build" 2> /dev/null || true' EXIT
      return 0
    fi
  done
}

run_tests() { # [--install] [SUITE...]
  local install='' wanted='' argument current_proof
  for argument in "$@"; do
    case $argument in
      --install) install=--install ;;
      -*) die "test: no option $argument (--install, or names of suites: java sizes contracts web harness $(proof_names | xargs))" ;;
      *) wanted+=" $argument" ;;
    esac
  done
  wanted=${wanted:- java sizes contracts web harness $(proof_names | xargs)}
  need_system_packages $install
  need_jdk
  # shellcheck disable=SC2086
  begin_kubernetes $wanted
  for argument in $wanted; do
    case $argument in
      java) suite java 1200 suite_java ;;
      sizes) suite sizes 10 suite_sizes ;;
      contracts) suite contracts 120 suite_contracts ;;
      web) suite web 180 suite_web ;;
      harness) suite harness 240 suite_harness ;;
      hostile) current_proof=hostile && suite hostile 660 suite_proof ;;
      gates) current_proof=gates && suite gates 360 suite_proof ;;
      crd) current_proof=crd && suite crd 900 suite_proof ;;
      *) current_proof=$argument && suite "$argument" 240 suite_proof ;;
    esac
  done
  printf '\nsuite        spent/budget\n%s\n' "$suite_lines"
  printf '%s' "$open_lines$failed_lines"
  if [ $skipped -eq 0 ]; then
    printf '%d passed, %d failed\n' $passed $failed
  else
    printf '%d passed, %d failed, %d skipped (%s)\n' $passed $failed $skipped "${skipped_why#; }"
  fi
  [ $failed -eq 0 ]
}

record_counts() {
  local counts=$root/.ci/test-counts ledger
  {
    sed -n '/^#/p' "$counts"
    for ledger in "$root"/*/target/test-ledger.txt "$root"/*/*/target/test-ledger.txt; do
      [ ! -f "$ledger" ] || cat "$ledger"
    done | sort
  } > "$counts.next"
  mv "$counts.next" "$counts"
  cat "$counts"
}
