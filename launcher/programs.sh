# Programs that run together: started each in a process group of its own, watched, stopped in order. Sourced by ./sluice.

jvm_flags=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+ExitOnOutOfMemoryError)

tcp_port_is_taken() { # HOST PORT
  (exec 3<> "/dev/tcp/$1/$2") 2>/dev/null
}

# By the kernel's own list; a system without one leaves it to the node to say.
udp_port_is_taken() { # PORT
  cat /proc/net/udp /proc/net/udp6 2>/dev/null | awk -v port="$(printf ':%04X' "$1")" '$2 ~ port "$" { found = 1 } END { exit !found }'
}

holder_of() { # tcp|udp PORT: " by NAME (pid N)" where the system tells
  local flag=-t
  [ "$1" = tcp ] || flag=-u
  { ss -Hanp "$flag" "sport = :$2" 2>/dev/null || true; } | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/ by \1 (pid \2)/p' | head -1
}

free_tcp_port() { # FROM
  local port=$1
  while tcp_port_is_taken 127.0.0.1 "$port"; do port=$((port + 1)); done
  printf '%s\n' "$port"
}

processors() {
  nproc 2>/dev/null || getconf _NPROCESSORS_ONLN
}

# What the JVM learnt of a program in its training run (launcher/train.sh), beside its jar.
aot_cache() { # JAR
  printf '%s/app.aot' "${1%/*}"
}

children=()
start_program() { # NAME JAR JAVA_PROPERTY...
  local name=$1 jar=$2 cache=()
  shift 2
  [ ! -f "$(aot_cache "$jar")" ] || cache=(-XX:AOTCache="$(aot_cache "$jar")")
  # A process group of its own: Ctrl-C reaches the launcher only, which stops the programs in order.
  set -m
  "$JAVA_HOME/bin/java" "${jvm_flags[@]}" ${cache[@]+"${cache[@]}"} "$@" -jar "$jar" > "$root/.sluice/logs/$name.log" 2>&1 < /dev/null &
  set +m
  children+=("$!:$name")
}

resting=''
rest() { # SECONDS, ended at once by a signal
  sleep "$1" &
  resting=$!
  wait "$resting" || true
  resting=''
}

stop_programs() {
  trap - INT TERM EXIT
  local child
  [ -z "$resting" ] || kill "$resting" 2>/dev/null || true
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
  say "stopping ..."
  stop_programs
  say "stopped"
  exit 0
}

# What a person needs of a log: the program's own last sentence, or the innermost cause.
why_ended() { # LOG
  local line
  line=$(grep -aE '^sluice [a-z ]+: ' "$1" | tail -1 || true)
  [ -n "$line" ] || line=$(grep -a '^Caused by: ' "$1" | tail -1 | sed 's/^Caused by: [A-Za-z0-9_.$]*: //' || true)
  [ -n "$line" ] || line=$(tail -5 "$1")
  printf '%s\n' "$line"
}

# Fails with the reason as soon as a program has ended.
all_alive() {
  local child name
  for child in "${children[@]}"; do
    name=${child#*:}
    if ! kill -0 "${child%%:*}" 2>/dev/null; then
      say "sluice: $name has ended: $(why_ended "$root/.sluice/logs/$name.log")"
      say "        Its whole log is .sluice/logs/$name.log"
      return 1
    fi
  done
}

# True when a GET answers 200 (bash alone: curl may be missing). A subshell, for a peer that hangs up raises SIGPIPE.
answers() ( # HOST PORT PATH
  trap '' PIPE
  { exec 3<> "/dev/tcp/$1/$2"; } 2>/dev/null || exit 1
  printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$3" >&3 2>/dev/null || exit 1
  IFS= read -r -t 3 status <&3 2>/dev/null || exit 1
  [[ $status == *" 200 "* ]]
)

wait_until_ready() { # HOST PORT PATH
  local started=$SECONDS
  until answers "$1" "$2" "$3"; do
    all_alive || return 1
    [ $((SECONDS - started)) -lt 90 ] || { say "sluice: not ready after 90 s; see .sluice/logs/coordinator.log and node-1.log"; return 1; }
    rest 0.2
  done
}
