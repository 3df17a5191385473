# Asks a running coordinator to move participants and to empty nodes. Sourced by ./sluice.

admin_url=http://127.0.0.1:7880 admin_key=devkey admin_secret=secret
admin_room='' admin_node='' admin_words=()

read_admin_options() { # COMMAND ARGUMENT...
  local command=$1
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      --room | --to | --url | --key | --secret)
        [ $# -ge 2 ] || die "$command: $1 needs a value"
        case $1 in
          --room) admin_room=$2 ;;
          --to) admin_node=$2 ;;
          --url) admin_url=${2/#ws/http} ;;
          --key) admin_key=$2 ;;
          --secret) admin_secret=$2 ;;
        esac
        shift
        ;;
      -*) die "$command: no option $1" ;;
      *) admin_words+=("$1") ;;
    esac
    shift
  done
}

json_text() { # TEXT: as a JSON string
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

# One call of the coordinator's own service; prints its answer, or says why not.
admin_call() { # METHOD BODY
  local token answer status
  need_jdk
  command -v curl >/dev/null 2>&1 || die "curl is missing (Debian: apt-get install curl)"
  token=$("$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 "$root/launcher/Token.java" --admin yes --identity operator \
    --room "${admin_room:-*}" --key "$admin_key" --secret "$admin_secret" --ttl 60) || exit 1
  answer=$(curl -sS -m 60 -w '\n%{http_code}' -X POST -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -d "$2" "$admin_url/twirp/sluice.Admin/$1" 2>&1) \
    || die "no coordinator answers at $admin_url: start one (./sluice run --nodes 2), or name another with --url"
  status=${answer##*$'\n'} answer=${answer%$'\n'*}
  [ "$status" = 200 ] || die "$(printf '%s' "$answer" | sed -n 's/.*"msg": *"\(.*\)".*/\1/p')"
  printf '%s\n' "$answer"
}

field() { # JSON NAME: its value; numbers come as 12.0
  printf '%s' "$1" | sed -n "s/.*\"$2\": *\"\{0,1\}\([^,\"}]*\).*/\1/p" | sed 's/^\([0-9]*\)\.0$/\1/'
}

how_in_words() { # HOW
  case $1 in
    followed) printf 'its client followed' ;;
    resumed) printf 'its client did not follow, and resumed' ;;
    *) printf '%s' "$1" ;;
  esac
}

move() {
  local answer
  read_admin_options move "$@"
  [ ${#admin_words[@]} -eq 1 ] \
    || die "move: usage: ./sluice move WHO [--room ROOM] [--to NODE] [--url URL] [--key K --secret S]
        WHO is an identity, or a name that only one is shown under. Without --room it is found wherever it is; without --to it goes to the least loaded other node (./sluice nodes)."
  answer=$(admin_call MoveParticipant \
    "{\"room\":$(json_text "$admin_room"),\"identity\":$(json_text "${admin_words[0]}"),\"node_id\":$(json_text "$admin_node")}") || exit 1
  printf '%s moved from %s to %s: %s; switch %s us, %s datagrams tunnelled\n' "${admin_words[0]}" "$(field "$answer" from_node_id)" \
    "$(field "$answer" node_id)" "$(how_in_words "$(field "$answer" how)")" "$(field "$answer" switch_micros)" \
    "$(field "$answer" tunnelled_datagrams)"
}

nodes() {
  read_admin_options nodes "$@"
  [ ${#admin_words[@]} -eq 0 ] || die "nodes: usage: ./sluice nodes [--url URL] [--key K --secret S]"
  admin_call ListNodes '{}' | sed 's/},{/},\n{/g; s/^{"nodes":\[//; s/\]}$//'
}

cordon() { # true|false NODE
  local is_cordoned=$1 name=cordon
  shift
  [ "$is_cordoned" = true ] || name=uncordon
  read_admin_options $name "$@"
  [ ${#admin_words[@]} -eq 1 ] || die "$name: usage: ./sluice $name NODE [--url URL] [--key K --secret S]"
  admin_call CordonNode "{\"node_id\":$(json_text "${admin_words[0]}"),\"is_cordoned\":$is_cordoned}" > /dev/null
  case $is_cordoned in
    true) say "${admin_words[0]} gets nobody more; who is on it moves to other nodes in the next seconds (./sluice nodes)" ;;
    false) say "${admin_words[0]} takes participants again" ;;
  esac
}
