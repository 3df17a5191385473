# Runs proofs and keeps docs/proof.md. Sourced by ./sluice.
#
# e2e/proofs/CLAIMS lists the proofs in order: name | claim. A proof NAME is e2e/proofs/NAME.sh (run as it is) or
# e2e/proofs/NAME.mjs (run by e2e/prove.sh, which fetches what the judges need); underscores in the name become dashes.

. "$root/launcher/build.sh"

proof_table=$root/docs/proof.md

proof_names() {
  sed -n 's/^\([a-z_0-9]*\) |.*/\1/p' "$root/e2e/proofs/CLAIMS"
}

proof_exists() { # NAME
  [ -f "$root/e2e/proofs/${1//_/-}.sh" ] || [ -f "$root/e2e/proofs/${1//_/-}.mjs" ]
}

# A proof that says "needs: kubernetes" runs on one of its own (e2e/kube), or on that of SLUICE_E2E_KUBECONFIG.
needs_kubernetes() { # NAME
  grep -qs 'needs: kubernetes' "$root/e2e/proofs/${1//_/-}.sh" "$root/e2e/proofs/${1//_/-}.mjs"
}

kubernetes_is_possible() {
  [ -n "${SLUICE_E2E_KUBECONFIG:-}" ] || command -v go > /dev/null || "$root/e2e/kube/build" --if-there > /dev/null 2>&1
}

# Beforehand, as it may take longer than a proof may.
ensure_kubernetes() {
  [ -n "${SLUICE_E2E_KUBECONFIG:-}" ] || "$root/e2e/kube/build" > /dev/null
}

# One that hangs is stopped: after 8 minutes in its short form, else after 40. hostile compiles its fuzz targets (12 minutes), and in full has ten
# minutes for each parser (an hour and a half on two cores; 5 hours at most).
run_proof() { # NAME [--short]
  local name=$1 script=$root/e2e/proofs/${1//_/-}.sh limit=2400
  [ "$name" != hostile ] || limit=18000
  shift
  if [ "${1:-}" = --short ]; then
    limit=480
    [ "$name" != hostile ] || limit=720
  fi
  ! needs_kubernetes "$name" || ensure_kubernetes || return 1
  if [ -x "$script" ]; then
    timeout -k 20 $limit "$script" "$@"
  else
    ensure_built
    timeout -k 20 $limit "$root/e2e/prove.sh" "$name" "$@"
  fi
}

# Runs one proof, shows it as it goes, and keeps its row of the table: the last PROOF line (or, if it failed without one, its last
# line), the command, day and commit.
proof_line=''
proof_skipped=77
prove_one() { # NAME [--short]
  local log=$root/.sluice/proof-$1.log status=0 mark=''
  if needs_kubernetes "$1" && ! kubernetes_is_possible; then
    say "proof $1 is skipped: it needs a Kubernetes. Install Go 1.26 or newer, from which one is built, or name one in SLUICE_E2E_KUBECONFIG"
    return $proof_skipped
  fi
  mkdir -p "$root/.sluice"
  run_proof "$@" 2>&1 | tee "$log" || status=$?
  proof_line=$(grep -a "^PROOF $1 " "$log" | tail -1 || true)
  if [ -z "$proof_line" ]; then
    proof_line="PROOF $1 failed=\"$(grep -av '^[[:space:]]*$' "$log" | tail -1 | tr -d '"')\""
    [ $status -ne 0 ] || status=1
  fi
  if [ $status -ne 0 ]; then
    local missed
    missed=$(grep -a '^MISSED ' "$log" | tr '\n' ';' || true)
    proof_line="$proof_line${missed:+ [$missed]}"
    mark='FAILED '
  fi
  table_row "$1" "./sluice prove $1${2:+ $2}" "$mark$proof_line" > "$root/.sluice/proof-$1.row"
  return $status
}

table_row() { # NAME COMMAND LINE
  printf '| %s | %s | `%s` | `%s` | %s | %s |\n' "$1" "$(claim_of "$1")" "$2" "$(printf '%s' "$3" | tr '`|' "'/" | cut -c1-1500)" \
    "$(date -u +%Y-%m-%d)" "$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo '?')"
}

claim_of() { # NAME
  sed -n "s/^$1 | //p" "$root/e2e/proofs/CLAIMS"
}

# What each proof said when it ran last in this tree.
write_table() {
  local name row
  {
    cat <<'HEAD'
# Proof

What is claimed, the command that shows it, and its last figure. Written by `./sluice prove --all`, or by `--table` from what ran last
in one clone. A row that begins
with FAILED missed a bound, and says which. Judges are the clients and the wire, never Sluice's own counters.

| name | claim | command | last line | date | commit |
|---|---|---|---|---|---|
HEAD
    while IFS= read -r name; do
      row=$root/.sluice/proof-$name.row
      [ -f "$row" ] || table_row "$name" "./sluice prove $name" 'FAILED not run' > "$row"
      cat "$row"
    done < <(proof_names)
  } > "$proof_table"
}

prove_all() { # [--short]
  local name failed=0
  rm -f "$root"/.sluice/proof-*.row
  while IFS= read -r name; do
    if proof_exists "$name"; then
      # Not the list of names as its input: a proof that reads it would be the last.
      prove_one "$name" "$@" < /dev/null || failed=$((failed + 1))
    else
      failed=$((failed + 1))
    fi
  done < <(proof_names)
  write_table
  say "docs/proof.md is rewritten; $failed failed or not built"
  [ $failed -eq 0 ]
}

prove() {
  local name=${1:-}
  [ -n "$name" ] || die "prove: name a proof ($(proof_names | xargs)), --all, or --table (docs/proof.md from what ran last here)"
  shift
  if [ "$name" = --all ]; then
    prove_all "$@"
  elif [ "$name" = --table ]; then
    write_table
  elif proof_exists "$name"; then
    prove_one "$name" "$@"
  elif proof_names | grep -qx "$name"; then
    not_built "prove: $name is claimed in e2e/proofs/CLAIMS but not built yet"
  else
    die "prove: no proof '$name' (there are: $(proof_names | xargs))"
  fi
}

end_to_end() {
  (cd "$root/e2e" && npm ci --silent --no-audit --no-fund && npm test)
  local name
  while IFS= read -r name; do
    if proof_exists "$name" && { ! needs_kubernetes "$name" || kubernetes_is_possible; }; then
      run_proof "$name" --short
    fi
  done < <(proof_names)
}
