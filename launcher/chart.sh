# Renders the plain manifests of k8s/operator from the chart helm/sluice. Sourced by ./sluice.

# One namespace, no right beyond it: what kubectl apply -n NAMESPACE -k k8s/operator makes of it works in any.
render_chart() { # DIR
  local helm rendered name
  helm=$("$root/e2e/kube/helm-build") || exit 1
  rendered=$("$helm" template sluice "$root/helm/sluice" --namespace sluice --set operator.nodesPermission=false --set rbac.aggregate=false) \
    || die 'chart: Helm renders no manifests; what it says stands above'
  mkdir -p "$1"
  printf '%s\n' "$rendered" | awk -v dir="$1" '
    /^---$/ { next }
    /^# Source: / {
      sub(/.*\//, ""); file = dir "/" $0
      if (!(file in seen)) { print "# Rendered from helm/sluice by ./sluice chart; do not edit." > file; order = order $0 "\n"; seen[file] = 1 }
      else print "---" > file
      next
    }
    file { print > file }
    END { printf "%s", order }' | sort > "$1/.names"
  {
    echo '# Rendered from helm/sluice by ./sluice chart; do not edit. The operator for one namespace; the definitions (k8s/crds) come first.'
    printf 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n'
    sed 's/^/  - /' "$1/.names"
  } > "$1/kustomization.yaml"
  rm "$1/.names"
}

chart() { # [--check]
  local fresh drift=0
  [ $# = 0 ] || [ "$1" = --check ] || die "chart: no option $1 (--check only says what differs)"
  fresh=$(mktemp -d)
  # shellcheck disable=SC2064
  trap "rm -rf '$fresh'" EXIT
  render_chart "$fresh"
  diff -r "$root/k8s/operator" "$fresh" > "$fresh.diff" || drift=1
  if [ "${1:-}" = --check ]; then
    cat "$fresh.diff"
    echo "drift=$drift"
  elif [ $drift = 1 ]; then
    rm -rf "$root/k8s/operator"
    cp -r "$fresh" "$root/k8s/operator"
    chmod 755 "$root/k8s/operator"
    echo 'wrote k8s/operator'
  fi
  rm -f "$fresh.diff"
  [ "${1:-}" != --check ] || [ $drift = 0 ]
}
