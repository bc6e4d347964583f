# Installs what is missing of .apt-packages.

# The list, and what MORE_PACKAGES adds to it.
package_list() { (sed 's/#.*//' "$ROOT/.apt-packages" && echo "${MORE_PACKAGES:-}") | xargs -n1; }

missing_packages() {
  local package
  while read -r package; do
    # Node from elsewhere brings its own npm, with which Debian's package conflicts.
    if [[ $package == npm ]] && command -v npm >/dev/null; then continue; fi
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
      echo "$package"
  done < <(package_list)
}

# Packages of servers have them started at boot. Ours is a private one.
keep_servers_still() {
  [[ -d /run/systemd/system ]] || return 0
  local package unit units=()
  for package in "$@"; do
    case $package in
      haproxy) units+=(haproxy) ;;
      mariadb-server) units+=(mariadb) ;;
      prometheus) units+=(prometheus prometheus-node-exporter) ;;
    esac
  done
  for unit in "${units[@]}"; do
    as_root systemctl disable --now "$unit" >/dev/null 2>&1 || true
  done
}

install_packages() {
  [[ ${HECHA_SKIP_PACKAGES:-} == 1 ]] && return
  command -v apt-get >/dev/null ||
    die "不是 Debian；请自行安装 not Debian: install the like of .apt-packages, set HECHA_SKIP_PACKAGES=1"
  local missing
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]})) || return 0
  step "安装软件包 installing ${#missing[@]} packages: ${missing[*]}"

  local policy=/usr/sbin/policy-rc.d guarded=false
  if [[ ! -e $policy ]]; then
    guarded=true
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  local log status=0
  log=$(mktemp)
  {
    as_root apt-get -q update &&
      as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends \
        -o Dpkg::Options::=--force-confold install "${missing[@]}"
  } >"$log" 2>&1 </dev/null || status=$?
  if $guarded; then as_root rm -f "$policy"; fi
  if ((status)); then
    tail -n 40 "$log" >&2
    die "软件包安装失败 the packages could not be installed; the whole output: $log"
  fi
  rm -f "$log"
  keep_servers_still "${missing[@]}"
}
