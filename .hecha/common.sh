# What every part of the launcher uses: where things are, how it speaks, one run at a time.

readonly SERVICES=(intake verification consultation supervision accountability)
readonly PROCESSES=("${SERVICES[@]}" gateway)
readonly BUILD="${HECHA_BUILD:-$ROOT/build}"
readonly BIN="$BUILD/bin"
VAR="$(realpath -m "${HECHA_VAR:-$ROOT/var}")"

say() { printf '%s\n' "$*"; }
step() { printf '==> %s\n' "$*"; }
warn() { printf 'hecha: %s\n' "$*" >&2; }
die() {
  warn "$*"
  exit 1
}

# Runs "$@" as the administrator.
as_root() {
  if [[ $EUID == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "需要管理员权限 needs root or sudo: $*"
  fi
}

# Waits until "$@" succeeds, at most SECONDS_ seconds, or HECHA_PATIENCE times as long; 1 if it
# never did.
wait_for() {
  local deadline=$((SECONDS + $1 * ${HECHA_PATIENCE:-1}))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# Makes the state directories; nobody but the owner may look in.
make_var() {
  (umask 077 && mkdir -p "$VAR"/{run,log,secrets,keys,tls,etc})
}

# One launcher at a time changes the state of this directory. Daemons are started with the
# descriptor closed, so the lock ends with the launcher.
lock_var() {
  make_var
  exec 9>"$VAR/lock"
  flock -w 900 9 || die "另一个 ./hecha 正在运行 another ./hecha is at work in $VAR"
}

# Writes stdin to FILE with mode 0600, whole or not at all.
write_private() {
  local file=$1
  (umask 077 && cat >"$file.new") && mv -f "$file.new" "$file"
}

random_hex() { openssl rand -hex "$1"; }

to_hex() { od -An -v -tx1 | tr -d ' \n'; }
