# Passwords and keys: made once, kept in var with mode 0600.

# The password NAME; made at its first use.
secret() {
  local file="$VAR/secrets/$1"
  [[ -s $file ]] || random_hex 24 | write_private "$file"
  cat "$file"
}

# The Ed25519 key with which a process vouches for its actor, and the public halves of all,
# which every process trusts.
make_actor_keys() {
  local name directory key
  mkdir -p "$VAR/keys/trusted"
  key=$(mktemp "$VAR/secrets/key.XXXXXX")
  for name in "${PROCESSES[@]}"; do
    directory="$VAR/keys/$name"
    (umask 077 && mkdir -p "$directory")
    [[ -e $directory/trusted ]] || ln -s ../trusted "$directory/trusted"
    [[ -s $directory/actor.key && -s $VAR/keys/trusted/$name.pub ]] && continue
    openssl genpkey -algorithm ed25519 -outform DER -out "$key"
    # In DER (RFC 8410) the 32 bytes of either half come last.
    openssl pkey -inform DER -in "$key" -pubout -outform DER | tail -c 32 | to_hex |
      write_private "$VAR/keys/trusted/$name.pub"
    tail -c 32 "$key" | to_hex | write_private "$directory/actor.key"
  done
  rm -f "$key"
}

# The keys under which a service seals what is sensitive. Losing one loses the data. Lines of "*"
# can be added and, once unused, removed; those for fingerprints stay.
make_keyrings() {
  local name file
  for name in "${PROCESSES[@]}"; do
    file="$VAR/keys/$name/keyring"
    [[ -s $file ]] && continue
    {
      echo "* $(random_hex 32)"
      echo "fingerprint $(random_hex 32)"
    } | write_private "$file"
  done
}

# A key that several services have in common, for what they compare as keyed fingerprints.
share_key() {
  local key="$1" name file
  local shared="$VAR/secrets/$key.key"
  shift
  [[ -s $shared ]] || random_hex 32 | write_private "$shared"
  for name in "$@"; do
    file="$VAR/keys/$name/keyring"
    grep -q "^fingerprint.$key " "$file" || echo "fingerprint.$key $(cat "$shared")" >>"$file"
  done
}

# The certificate of the gateway's gRPC port, for this machine's loopback names. The authority
# that signed it is known only by its certificate: its key is thrown away.
make_certificate() {
  local tls="$VAR/tls" work
  if openssl x509 -in "$tls/server.pem" -noout -checkend $((7 * 86400)) >/dev/null 2>&1; then
    return
  fi
  work=$(mktemp -d "$VAR/secrets/tls.XXXXXX")
  (
    umask 077
    cd "$work"
    local new=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
    openssl req -x509 "${new[@]}" -keyout ca.key -out ca.pem -days 825 -subj "/CN=hecha local" \
      -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign"
    openssl req "${new[@]}" -keyout server.key -out server.csr -subj "/CN=localhost"
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 825 \
      -out server.pem -extfile <(
        echo "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"
        echo "extendedKeyUsage=serverAuth"
      )
  ) >"$VAR/log/tls.log" 2>&1 || die "证书生成失败 no certificate: see $VAR/log/tls.log"
  mv -f "$work"/{ca.pem,server.key,server.pem} "$tls/"
  rm -rf "$work"
}

make_secrets() {
  make_actor_keys
  make_keyrings
  share_key names intake verification
  make_certificate
}
