# Shared by build, start and stop. Not run by itself.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

die() { printf 'kube: %s\n' "$*" >&2; exit 1; }

# What decides the result names the folder, so that a changed pin builds anew beside the old one.
program_folder() {
  local version pins
  version=$(awk '$1 == "k8s.io/kubernetes" { print $2; exit }' "$here/module/go.mod")
  pins=$(cat "$here/build" "$here/module"/* | sha256sum | cut -c1-12)
  printf '%s\n' "${SLUICE_CACHE:-$HOME/.cache/sluice}/kube/$version-$pins"
}

# A loopback TCP port that nobody listens on, below the range that the kernel hands out by itself.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<> "/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  printf '%s\n' "$port"
}

# In a session of its own, ended by itself after $lifetime seconds. The start time beside the process id guards stop against an
# id that was handed out again.
spawn() { # NAME COMMAND...
  local name=$1
  shift
  setsid timeout -k 5 "$lifetime" "$@" > "$state/log/$name.log" 2>&1 < /dev/null &
  printf '%s %s\n' $! "$(started_at $!)" > "$state/run/$name.pid"
}

started_at() { # PID: when it began, in the kernel's ticks; empty when it has ended
  awk '{ sub(/.*\) /, ""); if ($1 != "Z") print $20 }' "/proc/$1/stat" 2>/dev/null || true
}

is_alive() { # FILE
  local pid ticks
  [ -f "$1" ] || return 1
  read -r pid ticks < "$1"
  [ -n "$ticks" ] && [ "$(started_at "$pid")" = "$ticks" ]
}

# The process and what it started in its session. Nothing is worth a graceful end here.
end_now() { # FILE
  local pid attempt
  if is_alive "$1"; then
    read -r pid _ < "$1"
    kill -9 -- "-$pid" 2>/dev/null || true
    for attempt in {1..200}; do
      is_alive "$1" || break
      sleep 0.05
    done
  fi
  rm -f "$1"
}

wait_for() { # SECONDS WHAT COMMAND...
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" > /dev/null 2>&1; do
    [ $SECONDS -lt $end ] || die "$what is not there in time; its log is in $state/log"
    sleep 0.2
  done
}

# $state/pki/NAME.key and .crt, signed by the cluster's own authority. KEY=rsa:2048 for one that Java reads from a kubeconfig.
certificate() { # NAME SUBJECT [EXTENSION...]
  local name=$1 subject=$2 extension arguments=()
  shift 2
  for extension in basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature "$@"; do
    arguments+=(-addext "$extension")
  done
  if [ -n "${KEY:-}" ]; then arguments+=(-newkey "$KEY"); else arguments+=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1); fi
  (cd "$state/pki" && openssl req -x509 -CA ca.crt -CAkey ca.key -nodes -days 7 -subj "$subject" "${arguments[@]}" \
    -keyout "$name.key" -out "$name.crt") 2>> "$state/log/openssl.log" \
    || die "openssl made no certificate for $name; see $state/log/openssl.log"
}

kubeconfig() { # FILE PORT CERTIFICATE: whole in itself, so that it can be copied
  cat > "$1" << END
apiVersion: v1
kind: Config
clusters: [{name: e2e, cluster: {server: "https://127.0.0.1:$2", certificate-authority-data: $(base64 -w0 < "$state/pki/ca.crt")}}]
users: [{name: $3, user: {client-certificate-data: $(base64 -w0 < "$state/pki/$3.crt"), client-key-data: $(base64 -w0 < "$state/pki/$3.key")}}]
contexts: [{name: e2e, context: {cluster: e2e, user: $3}}]
current-context: e2e
END
  chmod 600 "$1"
}
