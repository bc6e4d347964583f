# hecha up, down, status, logs.

up() {
  install_packages
  build hecha-gateway hechactl "${SERVICES[@]/#/hecha-}"
  lock_var
  if load_ports && ! ports_overridden && all_healthy && ! any_outdated && [[ -s $VAR/demo.json ]]; then
    say "全部正常运行，未作改动 everything is up and healthy; nothing was changed"
    greet
    return
  fi
  lock_ports
  if load_ports && ! ports_overridden && ! ports_lost; then
    if any_outdated; then
      step "程序已更新，重启 the programs are newer than what runs: restarting"
      stop_processes
    fi
  else
    stop_processes
    db_stop
    choose_ports
  fi
  make_secrets
  step "数据库 database"
  db_start
  db_grant
  write_flags
  step "表结构 schemas"
  migrate
  step "启动六个进程 starting six processes"
  start_processes
  wait_ready
  unlock_ports
  step "演示数据 demo data"
  local known=''
  [[ ! -s $VAR/demo.json ]] || known=$(jq -c .users "$VAR/demo.json")
  seed
  greet
  # Passwords are shown once, when they are new.
  [[ $known == "$(jq -c .users "$VAR/demo.json")" ]] || greet_users
}

# Divisions, units and users of the demo; those that exist are left alone.
seed() {
  local users="$VAR/secrets/demo_users.json"
  run_once gateway gateway seed "$users" >>"$VAR/log/gateway.log" 2>&1 ||
    die "演示数据写入失败 the demo could not be seeded; ./hecha logs gateway"
  describe "$users" | write_private "$VAR/demo.json"
  HECHA_PASSPHRASE=$(secret custodians) "$BIN/hechactl" seed "$VAR/custodians" \
    --demo="$VAR/demo.json" 2>>"$VAR/log/gateway.log" ||
    say "演示保管人或宣传材料未写入 no custodians or public pages were set up; ./hecha logs gateway"
}

# The JSON by which programs find the suite and sign in.
describe() {
  local name
  for name in "${PROCESSES[@]}"; do
    echo "$name http://127.0.0.1:${PORT[metrics_$name]}/metrics"
  done | jq -Rn --arg gateway "$(gateway_url)" --arg grpc "127.0.0.1:${PORT[grpc]}" \
    --arg ca "$VAR/tls/ca.pem" --slurpfile users "$1" \
    '{gateway: $gateway, grpc: $grpc, grpcCa: $ca,
      metrics: [inputs | split(" ") | {key: .[0], value: .[1]}] | from_entries,
      users: $users[0]}'
}

greet() {
  say
  say "  地址 address  $(gateway_url)/"
  say "  工作台 desk   $(gateway_url)/desk/"
  say "  gRPC          127.0.0.1:${PORT[grpc]}  (CA $VAR/tls/ca.pem)"
  say "  程序用 for programs, users and passwords too: $VAR/demo.json"
}

greet_users() {
  say
  {
    printf '用户 user\t密码 password\t角色 role\t属地 division\n'
    jq -r '.users[] | [.username, .password // "-", .role, .division] | @tsv' "$VAR/demo.json"
  } | column -t -s $'\t'
}

down() {
  [[ -d $VAR ]] || return 0
  lock_var
  stop_processes
  db_stop
  say "已停止 stopped"
}

# Starts each process anew, or each NAME, one after another: whoever calls meanwhile is served.
restart() {
  load_ports || die "未启动 not started"
  lock_var
  local name
  (($#)) || set -- "${PROCESSES[@]}"
  for name in "$@"; do
    step "重启 restarting $name"
    stop_daemon "$name" 30
    start_process "$name"
    wait_for 60 healthy "$name" || die "$name 未就绪 is not ready; ./hecha logs $name"
  done
}

# One line, or one JSON object, per process. 0 if all are healthy.
status() {
  local json=${1:-} name state pid all=0
  local lines=()
  load_ports || {
    if [[ $json == --json ]]; then
      echo '{"healthy":false,"processes":[]}'
    else
      say "未启动 not started"
    fi
    return 1
  }
  for name in db "${PROCESSES[@]}"; do
    pid=$(pid_of "$name") || pid=0
    if [[ $pid == 0 ]]; then
      state=stopped
    elif ready "$name"; then
      state=healthy
    else
      state=unready
    fi
    [[ $state == healthy ]] || all=1
    lines+=("$name $state $pid")
  done
  if [[ $json == --json ]]; then
    printf '%s\n' "${lines[@]}" | jq -Rn --arg gateway "$(gateway_url)" \
      '[inputs | split(" ") | {name: .[0], state: .[1], pid: (.[2] | tonumber)}]
       | {healthy: all(.[]; .state == "healthy"), gateway: $gateway, processes: .}'
  else
    printf '%s\n' "${lines[@]}" | column -t
  fi
  return $all
}

logs() {
  local follow=() names=() argument
  for argument in "$@"; do
    case $argument in
      -f) follow=(-F) ;;
      *) names+=("$argument") ;;
    esac
  done
  ((${#names[@]})) || names=("${PROCESSES[@]}" db)
  local files=() name
  for name in "${names[@]}"; do
    [[ -f $VAR/log/$name.log ]] || die "没有日志 no log of $name in $VAR/log"
    files+=("$VAR/log/$name.log")
  done
  tail -n 200 "${follow[@]}" "${files[@]}"
}
