# The six processes: their flags, and the order in which they come and go.

# How many database connections NAME holds. Registrations that commit at once share one flush of
# the log, so intake gains by more of them.
pool_of() { [[ $1 == intake ]] && echo 34 || echo 10; }

# The flags of NAME, one a line; HECHA_NAME_FLAGS adds to them, or overrides.
flags_of() {
  local name=$1 peer peers=()
  for peer in "${PROCESSES[@]}"; do
    peers+=("$peer=127.0.0.1:${PORT[$peer]}")
  done
  cat <<FLAGS
--listen=127.0.0.1:${PORT[$name]}
--metrics_listen=127.0.0.1:${PORT[metrics_$name]}
--db_socket=$(db_socket)
--db_schema=hecha_$name
--pool_size=$(pool_of "$name")
--key_dir=$VAR/keys/$name
--peer=$(IFS=, && echo "${peers[*]}")
FLAGS
  if [[ $name == gateway ]]; then
    cat <<FLAGS
--http_listen=${HECHA_HTTP_ADDRESS:-127.0.0.1}:${PORT[http]}
--grpc_listen=127.0.0.1:${PORT[grpc]}
--grpc_cert=$VAR/tls/server.pem
--grpc_key=$VAR/tls/server.key
FLAGS
  fi
  local more=HECHA_${name^^}_FLAGS
  if [[ -n ${!more:-} ]]; then xargs -n1 <<<"${!more}"; fi
}

# Runs the program of NAME once: run_once NAME ACCOUNT VERB ARGUMENT...
run_once() {
  local name=$1 account=$2 verb=$3
  shift 3
  "$BIN/hecha-$name" "$verb" --flagfile="$VAR/etc/$name.flags" --db_user="hecha_$account" \
    --db_password_file="$VAR/secrets/db_$account" "$@"
}

write_flags() {
  local name
  for name in "${PROCESSES[@]}"; do flags_of "$name" | write_private "$VAR/etc/$name.flags"; done
}

migrate() {
  local name
  for name in "${PROCESSES[@]}"; do
    run_once "$name" "${name}_owner" migrate >>"$VAR/log/$name.log" 2>&1 || {
      tail -n 20 "$VAR/log/$name.log" >&2
      die "$name: 表结构升级失败 the schema could not be migrated"
    }
  done
}

start_process() {
  local name=$1
  start_daemon "$name" "$BIN/hecha-$name" serve --flagfile="$VAR/etc/$name.flags" \
    --db_user="hecha_$name" --db_password_file="$VAR/secrets/db_$name"
}

gateway_url() { echo "http://127.0.0.1:${PORT[http]}"; }

# NAME can do its work: a process says so by gRPC health, the gateway of all of them by /readyz.
ready() {
  if [[ $1 == db ]]; then
    db_answers
    return
  fi
  local answer
  # An empty message asks for the whole server; field 1 = 1 answers SERVING.
  answer=$(head -c 5 /dev/zero | curl -fs -m 5 --http2-prior-knowledge --data-binary @- \
    -H 'content-type: application/grpc' -H 'te: trailers' \
    "http://127.0.0.1:${PORT[$1]}/grpc.health.v1.Health/Check" | to_hex)
  [[ $answer == 00000000020801 ]] || return 1
  [[ $1 != gateway ]] || curl -fs -m 5 -o /dev/null "$(gateway_url)/readyz"
}

healthy() { running "$1" && ready "$1"; }

all_healthy() {
  local name
  for name in db "${PROCESSES[@]}"; do healthy "$name" || return 1; done
}

settled() { healthy "$1" || not_running "$1"; }

# Starts what does not run. What runs may only have lost the database or a peer for a moment:
# it is given the time to find them again before it is started anew.
start_processes() {
  local name
  for name in "${PROCESSES[@]}"; do running "$name" || start_process "$name"; done
  for name in "${PROCESSES[@]}"; do
    if ! wait_for 30 settled "$name"; then
      stop_daemon "$name" 20
      start_process "$name"
    fi
  done
}

wait_ready() {
  local name
  for name in "${PROCESSES[@]}"; do
    wait_for 60 settled "$name" || true
    healthy "$name" || {
      tail -n 20 "$VAR/log/$name.log" >&2
      die "$name 未就绪 is not ready; ./hecha logs $name"
    }
  done
}

stop_processes() {
  local name
  # The gateway first, so that nobody is let in to a house that is closing. The others drain
  # together: each has its own deadline.
  stop_daemon gateway 20
  for name in "${SERVICES[@]}"; do
    if running "$name"; then kill -TERM "$(pid_of "$name")" 2>/dev/null || true; fi
  done
  for name in "${SERVICES[@]}"; do stop_daemon "$name" 20; done
}

any_outdated() {
  local name
  for name in "${PROCESSES[@]}"; do
    if outdated "$name"; then return 0; fi
  done
  return 1
}

# True if a port that is ours is held by somebody else.
ports_lost() {
  local name
  for name in "${PROCESSES[@]}"; do
    running "$name" && continue
    if port_taken "${PORT[$name]}" || port_taken "${PORT[metrics_$name]}"; then return 0; fi
  done
  if ! running gateway && { port_taken "${PORT[http]}" || port_taken "${PORT[grpc]}"; }; then
    return 0
  fi
  ! running db && port_taken "${PORT[database]}"
}
