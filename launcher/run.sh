# Starts coordinator and media nodes and stops them together. Sourced by ./sluice.

. "$root/launcher/build.sh"

run_usage() {
  cat <<'USAGE'
usage: ./sluice run [options]

  --headless        do not open a browser
  --port P          signaling, API and page, TCP (default 7880)
  --bind ADDRESS    where they listen (default 127.0.0.1; 0.0.0.0 or :: for others on the network)
  --https           serve them over HTTPS as well, with a certificate made here: phones give camera and
                    microphone to HTTPS pages only
  --https-port P    (default 7443)
  --nodes N         media nodes (default 1)
  --media-port P    first UDP port for media (default 7882)
  --node-ip IP      address that media candidates name instead of this machine's own, behind a NAT

On a phone:  ./sluice run --bind 0.0.0.0 --https   and open the https address that it prints.
USAGE
}

node_http_ports=()
port=7880 bind=127.0.0.1 https='' https_port=7443 nodes=1 media_port=7882 node_ip='' headless=''

read_run_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --headless) headless=yes ;;
      --https) https=yes ;;
      --port | --bind | --https-port | --nodes | --media-port | --node-ip)
        [ $# -ge 2 ] || die "run: $1 needs a value"
        case $1 in
          --port) port=$2 ;;
          --bind) bind=$2 ;;
          --https-port) https_port=$2 https=yes ;;
          --nodes) nodes=$2 ;;
          --media-port) media_port=$2 ;;
          --node-ip) node_ip=$2 ;;
        esac
        shift
        ;;
      --help | -h) run_usage; exit 0 ;;
      *) run_usage >&2; die "run: no option $1" ;;
    esac
    shift
  done
  local name
  for name in port https_port media_port; do
    [[ ${!name} =~ ^[0-9]{1,5}$ ]] && [ "${!name}" -ge 1 ] && [ "${!name}" -le 65535 ] \
      || die "run: --${name//_/-} takes a number from 1 to 65535, not '${!name}'"
  done
  [[ $nodes =~ ^[1-9][0-9]?$ ]] || die "run: --nodes takes a number from 1 to 99, not '$nodes'"
  case $bind in
    '[::]' | '[::1]' | \[*\]) bind=${bind#[} bind=${bind%]} ;;
    localhost) bind=127.0.0.1 ;;
  esac
  [[ $bind =~ ^[0-9.]+$|^[0-9a-fA-F:.]+$ ]] || die "run: --bind takes an address of this machine (or 0.0.0.0), not '$bind'"
  [[ -z $node_ip || $node_ip =~ ^[0-9.]+$|^[0-9a-fA-F:.]+$ ]] || die "run: --node-ip takes an IPv4 or IPv6 address, not '$node_ip'"
}

# Where this machine itself reaches what is bound.
local_address() {
  case $bind in
    0.0.0.0) printf '127.0.0.1' ;;
    ::) printf '::1' ;;
    *) printf '%s' "$bind" ;;
  esac
}

is_local_only() {
  [[ $bind == 127.* || $bind == ::1 ]]
}

in_url() { # ADDRESS
  case $1 in *:*) printf '[%s]' "$1" ;; *) printf '%s' "$1" ;; esac
}

udp_ports_of_a_node() {
  local ports=$((2 * $(processors)))
  [ $ports -ge 4 ] || ports=4
  printf '%s' $ports
}

need_free_ports() { # LOCAL_ADDRESS UDP_PORTS
  local each
  tcp_port_is_taken "$1" "$port" \
    && die "run: TCP port $port is taken$(holder_of tcp "$port"). Stop that program, or choose another port: ./sluice run --port $((port + 1000))"
  [ -z "$https" ] || ! tcp_port_is_taken "$1" "$https_port" \
    || die "run: TCP port $https_port is taken$(holder_of tcp "$https_port"). Stop that program, or choose another port with --https-port"
  for each in $(seq "$media_port" $((media_port + $2 - 1))); do
    ! udp_port_is_taken "$each" \
      || die "run: UDP port $each is taken$(holder_of udp "$each"). Stop that program (another Sluice?), or choose
        other media ports: ./sluice run --media-port $((media_port + 1000))"
  done
}

start_coordinator() { # NODES_PORT
  local tls=()
  if [ -n "$https" ]; then
    make_certificates "$root/.sluice/tls" ${node_ip:+"$node_ip"}
    tls=(-Dquarkus.http.ssl-port="$https_port" -Dquarkus.http.insecure-requests=enabled
      -Dquarkus.http.ssl.certificate.files="$root/.sluice/tls/tls.crt" -Dquarkus.http.ssl.certificate.key-files="$root/.sluice/tls/tls.key")
  fi
  SLUICE_BIND=$bind SLUICE_PORT=$port start_program coordinator "$root/coordinator/target/quarkus-app/quarkus-run.jar" \
    -Dsluice.coordinator.nodes-port="$1" ${tls[@]+"${tls[@]}"}
}

start_node() { # NUMBER NODES_PORT UDP_PORTS CERTIFICATE_FOLDER
  local control_port http_port
  control_port=$(free_tcp_port $((7970 + 10 * $1)))
  http_port=$(free_tcp_port $((control_port + 1)))
  start_program "node-$1" "$root/media-node/server/target/quarkus-app/quarkus-run.jar" \
    -Dsluice.node.id="node-$1" -Dsluice.node.control-port="$control_port" -Dsluice.node.http-port="$http_port" \
    -Dsluice.node.media-ports=$((media_port + ($1 - 1) * $3)) \
    -Dsluice.node.coordinators="127.0.0.1:$2" \
    -Dsluice.node.certificate="$4/certificate.pem" -Dsluice.node.certificate-key="$4/key.pem" \
    ${node_ip:+-Dsluice.node.node-ip="$node_ip"}
  node_http_ports+=("$http_port")
}

announce() { # SECONDS LOCAL_ADDRESS UDP_PORTS
  local here address plural='' last=$((media_port + nodes * $3 - 1))
  here=$(in_url "$2")
  [ "$nodes" -eq 1 ] || plural=s
  echo ""
  echo "Sluice is ready after $1 s: a coordinator and $nodes media node$plural"
  echo "  meeting   http://$here:$port/"
  [ -z "$https" ] || say "            https://$here:$https_port/"
  echo "  SDKs      ws://$here:$port   key devkey   secret secret   (tokens: ./sluice token --room R --identity I)"
  echo "  media     UDP $media_port-$last${node_ip:+, named to clients as $node_ip}"
  if is_local_only; then
    echo "  phones    ./sluice run --bind 0.0.0.0 --https"
  else
    for address in $(lan_addresses); do
      [[ $bind == 0.0.0.0 || $bind == :: || $bind == "$address" ]] && [[ $bind != 0.0.0.0 || $address != *:* ]] || continue
      if [ -n "$https" ]; then
        echo "  network   https://$(in_url "$address"):$https_port/"
      else
        echo "  network   http://$(in_url "$address"):$port/   (watching only, see below)"
      fi
    done
    if [ -n "$https" ]; then
      echo "            The certificate is made here: accept the browser's warning once, or install .sluice/tls/ca.crt on the phone."
    else
      echo "            Browsers give camera and microphone to HTTPS pages and to localhost only. Add --https, or put a TLS proxy"
      echo "            with a certificate of its own in front: caddy reverse-proxy --from NAME --to $here:$port"
    fi
    echo "            A firewall must let TCP ${https:+$https_port, }$port and the UDP ports in. Whoever reaches them can join:"
    echo "            the key pair is the well-known one."
  fi
  echo "  logs      .sluice/logs"
  echo "Ctrl-C stops all."
}

run() {
  local here nodes_port udp_ports certificate number started
  read_run_options "$@"
  here=$(local_address)
  udp_ports=$(udp_ports_of_a_node)
  need_free_ports "$here" $((nodes * udp_ports))
  ensure_built
  mkdir -p "$root/.sluice/logs"
  certificate=$(dtls_certificate)
  nodes_port=$(free_tcp_port 7890)

  started=$SECONDS
  trap interrupted INT TERM HUP
  trap stop_programs EXIT
  start_coordinator "$nodes_port"
  for number in $(seq "$nodes"); do
    start_node "$number" "$nodes_port" "$udp_ports" "$certificate"
  done
  wait_until_ready "$here" "$port" / || exit 1
  for number in "${node_http_ports[@]}"; do
    wait_until_ready 127.0.0.1 "$number" /health/ready || exit 1
  done
  announce $((SECONDS - started)) "$here" "$udp_ports"
  if [ -z "$headless" ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && command -v xdg-open >/dev/null 2>&1; then
    xdg-open "http://$(in_url "$here"):$port/" >/dev/null 2>&1 || true
  elif [ -z "$headless" ] && [ "$(uname)" = Darwin ]; then
    open "http://$(in_url "$here"):$port/" >/dev/null 2>&1 || true
  fi
  while all_alive; do rest 1; done
  exit 1
}
