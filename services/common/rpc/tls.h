// Transport credentials of both ends of a call.
#pragma once

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>

namespace hecha::rpc {

// Paths of PEM files, re-read every minute: certificates may be renewed while the process
// runs, by renaming a whole new file into place.
struct TlsFiles {
  // Whom this process trusts.
  std::string ca;
  // Who this process is.
  std::string certificate;
  std::string key;
};

// Mutual TLS: the peer must show a certificate that chains to `tls->ca`, and a server's must
// name its host. Plaintext if `tls` is null: for loopback and unix sockets.
std::shared_ptr<grpc::ServerCredentials> ServerCredentials(const TlsFiles* tls);
std::shared_ptr<grpc::ChannelCredentials> ClientCredentials(const TlsFiles* tls);

}  // namespace hecha::rpc
