# hecha fuzz: lets libFuzzer search for inputs that break a promise of a target in tests/fuzz.

# fuzz NAME [SECONDS]. What is found lies in build-fuzz/found/NAME; an input that broke something
# belongs into the corpus, where the tests run it from then on.
fuzz() {
  local name=${1:-} seconds=${2:-60} directory="$ROOT/build-fuzz"
  [[ -n $name && -d $ROOT/tests/fuzz/corpus/$name ]] ||
    die "有 there is: ./hecha fuzz $(ls "$ROOT/tests/fuzz/corpus" | paste -sd '|') [SECONDS]"
  MORE_PACKAGES="clang-14 libclang-rt-14-dev" install_packages
  step "编译 building, with clang and its sanitizers"
  # A library header adds to null pointers, which this check would stop at.
  local flags="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=pointer-overflow"
  local log="$directory/launcher.log"
  mkdir -p "$directory/found/$name"
  {
    cmake -G Ninja -S "$ROOT" -B "$directory" -DHECHA_FUZZ=ON -DCMAKE_BUILD_TYPE=RelWithDebInfo \
      -DCMAKE_C_COMPILER=clang-14 -DCMAKE_CXX_COMPILER=clang++-14 \
      -DCMAKE_CXX_COMPILER_LAUNCHER=ccache \
      -DCMAKE_CXX_FLAGS="$flags -fno-sanitize-recover=undefined" &&
      ninja -C "$directory" -j "$(build_jobs)" hecha_fuzz
  } >"$log" 2>&1 || {
    tail -n 40 "$log" >&2
    die "编译失败 the build failed: $log"
  }
  step "搜索 searching $name for $seconds s"
  cd "$directory/found"
  HECHA_FUZZ_TARGET=$name "$directory/bin/hecha_fuzz" -max_total_time="$seconds" -timeout=10 \
    -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="$directory/found/$name-" "$directory/found/$name" \
    "$ROOT/tests/fuzz/corpus/$name"
}
