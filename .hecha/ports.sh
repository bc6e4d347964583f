# Which ports the suite listens on: chosen once, kept in var/ports, so that an address that
# somebody noted down still holds after a restart.

# The first port that is tried for NAME.
default_port() {
  case $1 in
    http) echo "${HECHA_HTTP_PORT:-8080}" ;;
    grpc) echo "${HECHA_GRPC_PORT:-8443}" ;;
    database) echo "${HECHA_DATABASE_PORT:-3307}" ;;
    intake) echo "${HECHA_INTAKE_PORT:-9101}" ;;
    verification) echo "${HECHA_VERIFICATION_PORT:-9102}" ;;
    consultation) echo "${HECHA_CONSULTATION_PORT:-9103}" ;;
    supervision) echo "${HECHA_SUPERVISION_PORT:-9104}" ;;
    accountability) echo "${HECHA_ACCOUNTABILITY_PORT:-9105}" ;;
    gateway) echo "${HECHA_GATEWAY_PORT:-9106}" ;;
    metrics_intake) echo "${HECHA_INTAKE_METRICS_PORT:-9201}" ;;
    metrics_verification) echo "${HECHA_VERIFICATION_METRICS_PORT:-9202}" ;;
    metrics_consultation) echo "${HECHA_CONSULTATION_METRICS_PORT:-9203}" ;;
    metrics_supervision) echo "${HECHA_SUPERVISION_METRICS_PORT:-9204}" ;;
    metrics_accountability) echo "${HECHA_ACCOUNTABILITY_METRICS_PORT:-9205}" ;;
    metrics_gateway) echo "${HECHA_GATEWAY_METRICS_PORT:-9206}" ;;
  esac
}

readonly PORT_NAMES=(
  http grpc database "${PROCESSES[@]}" "${PROCESSES[@]/#/metrics_}"
)
declare -A PORT

# Fills PORT from what was chosen last; 1 if nothing was.
load_ports() {
  [[ -f $VAR/ports ]] || return 1
  local name port
  while IFS='=' read -r name port; do PORT[$name]=$port; done <"$VAR/ports"
  for name in "${PORT_NAMES[@]}"; do [[ -n ${PORT[$name]:-} ]] || return 1; done
}

port_taken() { [[ -n $(ss -Hltn "sport = :$1") ]]; }

# True if a port that was chosen differs from the one that the environment asks for.
ports_overridden() {
  local name variable
  for name in "${PORT_NAMES[@]}"; do
    variable=HECHA_${name^^}_PORT
    [[ $name == metrics_* ]] && variable=HECHA_${name#metrics_} && variable=${variable^^}_METRICS_PORT
    [[ -z ${!variable:-} || ${!variable} == "${PORT[$name]}" ]] || return 0
  done
  return 1
}

# Chooses every port anew: the default, or else the next that is free. Call it while nothing
# of the suite runs.
choose_ports() {
  local name port
  local -A chosen=()
  for name in "${PORT_NAMES[@]}"; do
    port=$(default_port "$name")
    while port_taken "$port" || [[ -n ${chosen[$port]:-} ]]; do port=$((port + 10)); done
    chosen[$port]=$name
    PORT[$name]=$port
  done
  for name in "${PORT_NAMES[@]}"; do echo "$name=${PORT[$name]}"; done | write_private "$VAR/ports"
}

# Between choosing a port and listening on it, another clone could choose it too: clones of
# one user take turns.
lock_ports() {
  exec 8>"${XDG_RUNTIME_DIR:-/tmp}/hecha-ports-$EUID.lock"
  flock -w 300 8 || die "另一处正在启动 another clone is starting and does not finish"
}
unlock_ports() { exec 8>&-; }
