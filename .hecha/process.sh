# Daemons: started in a session of their own, known by process id and start time, so that a
# recycled id is never taken for ours.

start_time() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  # The name, field 2, may hold spaces; what follows its last parenthesis does not.
  stat=${stat##*) }
  # shellcheck disable=SC2086
  set -- $stat
  # A zombie is not running.
  [[ $1 != Z ]] && echo "${20}"
}

# The process id of daemon NAME; 1 if it is not running.
pid_of() {
  local pid started
  read -r pid started 2>/dev/null <"$VAR/run/$1.pid" || return 1
  [[ $(start_time "$pid") == "$started" ]] || return 1
  echo "$pid"
}

running() { pid_of "$1" >/dev/null; }
not_running() { ! running "$1"; }

# start_daemon NAME COMMAND... appends its output to var/log/NAME.log.
start_daemon() {
  local name=$1 log="$VAR/log/$1.log" pid
  shift
  if [[ -f $log && $(stat -c %s "$log") -gt $((64 << 20)) ]]; then mv -f "$log" "$log.1"; fi
  setsid "$@" >>"$log" 2>&1 </dev/null 8>&- 9>&- &
  pid=$!
  disown "$pid"
  echo "$pid $(start_time "$pid")" | write_private "$VAR/run/$name.pid"
}

# stop_daemon NAME SECONDS asks it to end, and after SECONDS makes it.
stop_daemon() {
  local name=$1 pid
  if pid=$(pid_of "$name"); then
    kill -TERM "$pid" 2>/dev/null || true
    if ! wait_for "$2" not_running "$name"; then
      warn "$name 未按时退出 did not end in $2 s: killed"
      kill -KILL "$pid" 2>/dev/null || true
      wait_for 10 not_running "$name" || die "$name ($pid) 无法结束 cannot be ended"
    fi
  fi
  rm -f "$VAR/run/$name.pid"
}

# True if NAME runs a program that has been built anew since. By the files alone: the process
# shows nobody but root what it runs.
outdated() { running "$1" && [[ $BIN/hecha-$1 -nt $VAR/run/$1.pid ]]; }
