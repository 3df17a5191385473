# Training: both programs run once with each other, rehearse what clients will ask of them, and the JVM keeps what it learnt
# beside each jar (JEP 514, JEP 515). Later starts take a third of the time, and their first joins half. Sourced by ./sluice.

coordinator_jar=$root/coordinator/target/quarkus-app/quarkus-run.jar
node_jar=$root/media-node/server/target/quarkus-app/quarkus-run.jar
trained_marker=$root/.sluice/trained

is_trained() {
  local jar
  for jar in "$coordinator_jar" "$node_jar"; do
    # The JVM refuses a cache made with another jar.
    [ -f "$(aot_cache "$jar")" ] && [ "$(aot_cache "$jar")" -nt "$jar" ] || return 1
  done
  [ "$(cat "$trained_marker" 2>/dev/null)" = "$(jvm_identity)" ]
}

# And one made by another build of the JVM.
jvm_identity() {
  cksum < "$JAVA_HOME/release"
}

ensure_trained() {
  is_trained && return
  local started=$SECONDS
  printf '  %3d s  training: what this run learns makes every later start fast\n' 0 >&2
  rm -f "$(aot_cache "$coordinator_jar")" "$(aot_cache "$node_jar")" "$trained_marker"
  mkdir -p "$root/.sluice/logs"
  if (train) && [ -f "$(aot_cache "$coordinator_jar")" ] && [ -f "$(aot_cache "$node_jar")" ]; then
    jvm_identity > "$trained_marker"
    printf '  %3d s  trained\n' $((SECONDS - started)) >&2
  else
    say "Training failed (.sluice/logs/training-*.log): all works, and starts take longer. The next start tries again."
  fi
}

# A subshell of its own: its programs and traps are not those of the caller.
train() {
  local port nodes_port control_port http_port media_port=17882 certificate
  children=()
  trap 'stop_programs; exit 130' INT TERM HUP
  trap stop_programs EXIT
  certificate=$(dtls_certificate)
  port=$(free_tcp_port 17880)
  nodes_port=$(free_tcp_port $((port + 1)))
  control_port=$(free_tcp_port $((nodes_port + 1)))
  http_port=$(free_tcp_port $((control_port + 1)))
  while udp_port_is_taken $media_port; do media_port=$((media_port + 100)); done
  SLUICE_BIND=127.0.0.1 SLUICE_PORT=$port start_program training-coordinator "$coordinator_jar" \
    -XX:AOTCacheOutput="$(aot_cache "$coordinator_jar")" \
    -Dsluice.coordinator.rehearsals=300 -Dsluice.coordinator.nodes-port="$nodes_port"
  start_program training-node "$node_jar" \
    -XX:AOTCacheOutput="$(aot_cache "$node_jar")" \
    -Dsluice.node.rehearsal-seconds=20 -Dsluice.node.id=training -Dsluice.node.control-port="$control_port" -Dsluice.node.http-port="$http_port" \
    -Dsluice.node.media-ports=$media_port -Dsluice.node.coordinators="127.0.0.1:$nodes_port" \
    -Dsluice.node.certificate="$certificate/certificate.pem" -Dsluice.node.certificate-key="$certificate/key.pem"
  wait_until_ready 127.0.0.1 "$port" / || return 1
  answers 127.0.0.1 "$port" /metrics || return 1
  answers 127.0.0.1 "$http_port" /metrics || return 1
  local child
  for child in "${children[@]}"; do kill -TERM "${child%%:*}"; done
  # They write their caches as they end.
  for child in "${children[@]}"; do
    for _ in $(seq 600); do
      kill -0 "${child%%:*}" 2>/dev/null || continue 2
      sleep 0.2
    done
    return 1
  done
}
