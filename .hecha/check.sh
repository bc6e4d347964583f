# hecha test, demo.

# Builds everything, then runs the house's checks and every test. Tests labelled "long" run
# with --all, or when FILTER (a regular expression over names) is given. With --sanitize=KIND
# everything is built a second time, in build-KIND, so that its mistakes show while it runs.
run_tests() {
  local all=false filter='' argument rest=()
  for argument in "$@"; do
    case $argument in
      --sanitize=*) export HECHA_SANITIZE=${argument#*=} ;;
      *) rest+=("$argument") ;;
    esac
  done
  if [[ -n ${HECHA_SANITIZE:-} && $BUILD != "$ROOT/build-$HECHA_SANITIZE" ]]; then
    export HECHA_BUILD="$ROOT/build-$HECHA_SANITIZE"
    # Where a sanitizer keeps its notes, a kernel that scatters addresses widely puts libraries. In
    # some containers nobody may ask it not to.
    local fixed=(setarch --addr-no-randomize)
    "${fixed[@]}" true 2>/dev/null || fixed=()
    exec "${fixed[@]}" "$ROOT/hecha" test "${rest[@]}"
  fi
  sanitizer_options
  for argument in "${rest[@]}"; do
    case $argument in
      --all) all=true ;;
      -*) die "不认识的选项 unknown option: $argument" ;;
      *) filter=$argument ;;
    esac
  done
  install_packages
  build
  local arguments=(--test-dir "$BUILD" --output-on-failure --no-tests=error --parallel 2
    --output-junit "$BUILD/tests.xml")
  if [[ -n $filter ]]; then
    arguments+=(--tests-regex "$filter")
  elif ! $all; then
    arguments+=(--label-exclude long)
  fi
  step "测试 testing"
  # One file a program, with each of its cases.
  rm -rf "$BUILD/cases" "$BUILD/tests.xml"
  local status=0
  GTEST_OUTPUT="xml:$BUILD/cases/" GTEST_COLOR=no ctest "${arguments[@]}" || status=$?
  [[ -f $BUILD/tests.xml ]] || die "测试未能运行 the tests could not be run"
  python3 "$ROOT/.hecha/count_results.py" "$BUILD/tests.xml" "$BUILD/cases"
  sanitizer_reports || status=1
  return $status
}

# What the sanitizers are told, and what of it is not ours: tests/sanitize says why. Their reports
# are files, for a daemon's log goes with the suite that a test made, and nobody asks how it ended.
sanitizer_options() {
  [[ -n ${HECHA_SANITIZE:-} ]] || return 0
  local place="$ROOT/tests/sanitize" reports="$BUILD/sanitizer"
  rm -rf "$reports"
  mkdir -p "$reports"
  local common="log_path=$reports/report:log_exe_name=1"
  export ASAN_OPTIONS="$common:abort_on_error=1:strict_string_checks=1:detect_stack_use_after_return=1"
  export LSAN_OPTIONS="suppressions=$place/leak.supp:print_suppressions=0"
  export UBSAN_OPTIONS="$common:print_stacktrace=1"
  # A library that was built without it is not judged: what it does to memory is not looked at, while
  # its locks count. tests/sanitize/*.cc tell what else it orders.
  export TSAN_OPTIONS="$common:suppressions=$place/thread.supp:print_suppressions=0:ignore_noninstrumented_modules=1:halt_on_error=1:second_deadlock_stack=1"
  # What they watch takes several times as long.
  export HECHA_PATIENCE=6
}

# Shows what any program of the tests reported; 1 if one did.
sanitizer_reports() {
  local report found=0
  for report in "$BUILD"/sanitizer/report*; do
    [[ -s $report ]] || continue
    found=1
    warn "$report"
    head -n 40 "$report" >&2
  done
  return $found
}

demo() {
  [[ -s $VAR/demo.json ]] || die "先运行 ./hecha up first"
  "$BIN/hechactl" demo --demo="$VAR/demo.json" "$@"
}
