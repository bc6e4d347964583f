# hecha bench: one program a bench, all with the same report; some beside a suite of their own.

# Those that measure a running suite, and those that bring what they need.
readonly SUITE_BENCHES=(intake gateway read event journey growth idle)
readonly LONE_BENCHES=(codec match startup console)

# Runs the bench NAME, with servers and data of its own, or all of them one after another. 1 if a
# figure misses its bound.
bench() {
  local name=${1:-} known kind='' status=0
  shift || true
  if [[ $name == all ]]; then
    for known in "${SUITE_BENCHES[@]}" "${LONE_BENCHES[@]}"; do
      step "$known" >&2
      "$ROOT/hecha" bench "$known" "$@" || status=1
    done
    return $status
  fi
  for known in "${SUITE_BENCHES[@]}"; do [[ $name != "$known" ]] || kind=suite; done
  for known in "${LONE_BENCHES[@]}"; do [[ $name != "$known" ]] || kind=lone; done
  [[ -n $kind ]] || die "有 there is: ./hecha bench NAME [--json] [FLAG]...
NAME: ${SUITE_BENCHES[*]} ${LONE_BENCHES[*]} all"
  local targets=("hecha_bench_$name")
  [[ $name != console ]] || targets=()
  [[ $name != startup && $name != console ]] ||
    targets+=(hecha-gateway hechactl "${SERVICES[@]/#/hecha-}")
  install_packages >&2
  build "${targets[@]}" >&2
  if [[ $kind == suite ]]; then
    bench_suite "$name" "$@"
  else
    "bench_$name" "$@"
  fi
}

# A place for the state of one bench, which ends with it.
bench_var() {
  VAR=$(mktemp -d "${TMPDIR:-/tmp}/hecha-bench.XXXXXX")
  trap 'down >/dev/null 2>&1 || true; rm -rf "$VAR"' EXIT
}

# A suite of its own, and an account by which the bench looks into its database and has a schema
# for the limits.
bench_suite() {
  local name=$1
  shift
  # A million leads do not fit into what the demo is given.
  [[ $name != growth ]] || export HECHA_DATABASE_MEMORY=${HECHA_DATABASE_MEMORY:-8G}
  bench_var
  up >&2
  secret db_bench >/dev/null
  db_admin >&2 <<SQL
CREATE DATABASE hecha_bench CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE USER hecha_bench@localhost IDENTIFIED BY '$(secret db_bench)';
GRANT ALL ON *.* TO hecha_bench@localhost;
SQL
  "$BIN/hecha_bench_$name" --var="$VAR" "$@"
}

bench_codec() { "$BIN/hecha_bench_codec" "$@"; }

# The features of [--leads=10000,100000,1000000], and how long a look-up among them takes.
bench_match() { "$BIN/hecha_bench_match" "$@"; }

# `hecha up` and `down` themselves, [--rounds N] times.
bench_startup() {
  bench_var
  "$BIN/hecha_bench_startup" --var="$VAR" --hecha="$ROOT/hecha" "$@"
}

# What a reader waits for at the desk, in Chromium, [--leads N] [--rounds N].
bench_console() { HECHA_BUILD="$BUILD" python3 "$ROOT/tests/browser/bench.py" "$@"; }
