# Starts coordinator and media nodes and stops them together. Sourced by ./sluice.

. "$root/launcher/build.sh"

run_usage() {
  cat >&2 <<'USAGE'
usage: ./sluice run [options]

  --headless      do not open a browser
  --port P        signaling, API and page (default 7880)
  --bind ADDRESS  where they listen (default 127.0.0.1; 0.0.0.0 for phones on the LAN)
  --nodes N       media nodes (default 1)
  --node-ip IP    address that media candidates name, for a machine behind NAT
USAGE
}

jvm_flags=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+ExitOnOutOfMemoryError)

# All nodes of a run share one DTLS certificate, or a session could not move between them.
dtls_certificate() {
  local folder=$root/.sluice/dtls
  if [ ! -s "$folder/key.pem" ]; then
    command -v openssl >/dev/null 2>&1 || die "run: openssl is missing; it makes the DTLS certificate (Debian: apt-get install openssl)"
    mkdir -p "$folder"
    (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj /CN=sluice \
      -keyout "$folder/key.pem.next" -out "$folder/certificate.pem" 2>/dev/null)
    mv "$folder/key.pem.next" "$folder/key.pem"
  fi
  printf '%s\n' "$folder"
}

tcp_port_is_taken() { # PORT
  (exec 3<> "/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

free_tcp_port() { # FROM
  local port=$1
  while tcp_port_is_taken "$port"; do port=$((port + 1)); done
  printf '%s\n' "$port"
}

children=()
start_program() { # NAME JAR JAVA_PROPERTY...
  local name=$1 jar=$2
  shift 2
  # A session of its own: Ctrl-C reaches the launcher only, which stops the programs in order.
  setsid "$JAVA_HOME/bin/java" "${jvm_flags[@]}" "$@" -jar "$jar" > "$root/.sluice/logs/$name.log" 2>&1 < /dev/null &
  children+=("$!:$name")
}

stop_programs() {
  trap - INT TERM EXIT
  local child
  for child in "${children[@]}"; do kill -TERM "${child%%:*}" 2>/dev/null || true; done
  for child in "${children[@]}"; do
    for _ in $(seq 80); do
      kill -0 "${child%%:*}" 2>/dev/null || continue 2
      sleep 0.1
    done
    kill -KILL "${child%%:*}" 2>/dev/null || true
  done
}

interrupted() {
  stop_programs
  say "stopped"
  exit 0
}

# Fails with the end of its log as soon as a program has ended.
all_alive() {
  local child
  for child in "${children[@]}"; do
    if ! kill -0 "${child%%:*}" 2>/dev/null; then
      tail -20 "$root/.sluice/logs/${child#*:}.log" >&2
      say "sluice: ${child#*:} has ended; its whole log is .sluice/logs/${child#*:}.log"
      return 1
    fi
  done
}

# True when a GET answers 200 (bash alone: curl may be missing).
answers() { # HOST PORT PATH
  local status
  { exec 3<> "/dev/tcp/$1/$2"; } 2>/dev/null || return 1
  printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$3" "$1" >&3 2>/dev/null
  IFS= read -r -t 3 status <&3 || status=''
  exec 3>&- 3<&-
  [[ $status == *" 200 "* ]]
}

wait_until_ready() { # HOST PORT
  local started=$SECONDS
  until answers "$1" "$2" /; do
    all_alive || return 1
    [ $((SECONDS - started)) -lt 90 ] || { say "sluice: not ready after 90 s; logs are in .sluice/logs"; return 1; }
    sleep 0.2
  done
}

lan_hint() { # BIND PORT
  local addresses
  addresses=$(hostname -I 2>/dev/null | tr ' ' '\n' | grep -v '^127\.\|:' | xargs || true)
  if [ "$1" = 127.0.0.1 ]; then
    say "  phones on the LAN: ./sluice run --bind 0.0.0.0${addresses:+, then an address of this machine ($addresses)}"
  else
    say "  on the LAN: ${addresses:-no address found}, port $2 (development keys: whoever reaches it can join)"
  fi
  say "    Browsers give camera and microphone to HTTPS pages (and localhost) only: put a TLS proxy before port $2,"
  say "    for example: caddy reverse-proxy --from https://NAME --to 127.0.0.1:$2"
}

run() {
  local headless='' port=7880 bind=127.0.0.1 nodes=1 node_ip=''
  while [ $# -gt 0 ]; do
    case $1 in
      --headless) headless=yes ;;
      --port | --bind | --nodes | --node-ip)
        [ $# -ge 2 ] || die "run: $1 needs a value"
        case $1 in
          --port) port=$2 ;;
          --bind) bind=$2 ;;
          --nodes) nodes=$2 ;;
          --node-ip) node_ip=$2 ;;
        esac
        shift
        ;;
      --help | -h) run_usage; return 0 ;;
      *) run_usage; die "run: no option $1" ;;
    esac
    shift
  done
  [[ $port =~ ^[0-9]+$ && $nodes =~ ^[1-9][0-9]*$ ]] || die "run: --port and --nodes take numbers"
  tcp_port_is_taken "$port" && die "run: port $port is taken; choose another with --port"

  ensure_built
  mkdir -p "$root/.sluice/logs"
  local certificate probe=$bind nodes_port i control_port http_port udp_per_node
  certificate=$(dtls_certificate)
  [ "$bind" != 0.0.0.0 ] && [ "$bind" != :: ] || probe=127.0.0.1
  nodes_port=$(free_tcp_port 7890)
  udp_per_node=$((2 * $(nproc)))
  [ $udp_per_node -ge 4 ] || udp_per_node=4

  local started=$SECONDS
  trap interrupted INT TERM
  trap stop_programs EXIT
  SLUICE_BIND=$bind SLUICE_PORT=$port start_program coordinator "$root/coordinator/target/quarkus-app/quarkus-run.jar" \
    -Dsluice.coordinator.nodes-port="$nodes_port"
  for i in $(seq "$nodes"); do
    control_port=$(free_tcp_port $((7970 + 10 * i)))
    http_port=$(free_tcp_port $((control_port + 1)))
    start_program "node-$i" "$root/media-node/server/target/quarkus-app/quarkus-run.jar" \
      -Dsluice.node.id="node-$i" -Dsluice.node.control-port="$control_port" -Dsluice.node.http-port="$http_port" \
      -Dsluice.node.media-ports=$((7882 + (i - 1) * udp_per_node)) \
      -Dsluice.node.coordinators="127.0.0.1:$nodes_port" \
      -Dsluice.node.certificate="$certificate/certificate.pem" -Dsluice.node.certificate-key="$certificate/key.pem" \
      ${node_ip:+-Dsluice.node.node-ip="$node_ip"}
  done
  wait_until_ready "$probe" "$port" || exit 1

  say ""
  say "Sluice is ready after $((SECONDS - started)) s: coordinator and $nodes media node(s)"
  printf '  meeting: http://%s:%s/\n' "$probe" "$port"
  say "  SDKs:    ws://$probe:$port  key devkey  secret secret  (./sluice token --room R --identity I)"
  say "  media:   UDP from 7882, $udp_per_node ports a node"
  lan_hint "$bind" "$port"
  say "  logs:    .sluice/logs    Ctrl-C stops all"
  if [ -z "$headless" ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && command -v xdg-open >/dev/null 2>&1; then
    xdg-open "http://$probe:$port/" >/dev/null 2>&1 || true
  fi
  while all_alive; do
    sleep 1 &
    wait $! || true
  done
  exit 1
}
