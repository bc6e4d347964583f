# Configures and builds.

# What a compiler needs at most; more jobs than that would swap.
readonly GIB_PER_JOB=2

build_jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk -v gib=$GIB_PER_JOB '/MemAvailable/ {print int($2 / 1048576 / gib)}' /proc/meminfo)
  ((memory < 1)) && memory=1
  echo $((memory < cores ? memory : cores))
}

# What finds mistakes while it runs. HECHA_SANITIZE names the kind; the kinds exclude each other.
sanitizer_flags() {
  # Stacks that can be read, in bearable time.
  local common="-O1 -g1 -fno-omit-frame-pointer"
  case ${HECHA_SANITIZE:-} in
    '') ;;
    # Type information of a library's own classes is not there to be checked.
    address) echo "$common -fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all" ;;
    # Protobuf's and Abseil's headers would describe libraries that were built with it, whose classes
    # have other members.
    thread) echo "$common -fsanitize=thread -U__SANITIZE_THREAD__ -D_GLIBCXX_TSAN" ;;
    *) die "不认识的检查 unknown sanitizer: $HECHA_SANITIZE (address, thread)" ;;
  esac
}

# build TARGET... builds these, or everything if none is named. HECHA_SKIP_BUILD=1 takes what is
# built already: a test that starts a suite must not build under its own feet.
build() {
  [[ ${HECHA_SKIP_BUILD:-} == 1 ]] && return
  local cache="$BUILD/CMakeCache.txt"
  # A copied clone brings a cache that names the other place.
  if [[ -f $cache ]] && ! grep -qx "CMAKE_HOME_DIRECTORY:INTERNAL=$ROOT" "$cache"; then
    rm -rf "$BUILD"
  fi
  mkdir -p "$BUILD"
  local log="$BUILD/launcher.log"
  if [[ ! -f $BUILD/build.ninja ]]; then
    step "配置 configuring"
    local flags
    flags=$(sanitizer_flags)
    cmake -G Ninja -S "$ROOT" -B "$BUILD" -DCMAKE_BUILD_TYPE=RelWithDebInfo \
      ${flags:+-DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS="$flags"} \
      -DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache >"$log" 2>&1 || {
      rm -f "$BUILD/build.ninja"
      tail -n 40 "$log" >&2
      die "配置失败 configuring failed"
    }
  fi
  step "编译 building"
  # Without these ccache takes nothing that uses a precompiled header.
  local -x CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
  if [[ -t 1 ]]; then
    ninja -C "$BUILD" -j "$(build_jobs)" "$@" || die "编译失败 the build failed"
  else
    ninja -C "$BUILD" -j "$(build_jobs)" "$@" >"$log" 2>&1 || {
      grep -vE '^\[[0-9]+/[0-9]+\] ' "$log" | head -n 120 >&2 || true
      die "编译失败 the build failed"
    }
  fi
}
