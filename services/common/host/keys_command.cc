#include "services/common/host/keys_command.h"

#include <fmt/format.h>

#include <map>
#include <string>

#include "absl/time/clock.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/sealed_payload.h"
#include "services/common/security/data_key.h"
#include "services/common/security/key_file.h"

namespace hecha::host {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(2);

// What one key of the keyring is needed for.
struct Needs {
  int64_t data_keys = 0;
  int64_t events = 0;
};

// By the id of the key; also of keys that the key file lacks.
absl::StatusOr<std::map<std::string, Needs>> ReadNeeds(Context& context) {
  const security::DataKeyStore keys(context.keyring);
  return context.database.Read(
      absl::Now() + kPatience,
      [&](db::Transaction& transaction) -> absl::StatusOr<std::map<std::string, Needs>> {
        std::map<std::string, Needs> needs;
        ASSIGN_OR_RETURN(const std::vector<security::DataKeyStore::Use> uses,
                         keys.ListUses(transaction));
        for (const security::DataKeyStore::Use& use : uses)
          needs[use.key_id].data_keys += use.data_keys;
        RETURN_IF_ERROR(events::CountSealedPayloads(
            transaction,
            [&](const std::string& key_id, int64_t count) { needs[key_id].events += count; }));
        return needs;
      });
}

std::string Verdict(const security::Keyring::Line& line, const Needs& needs) {
  if (line.fingerprints) return "in use: it makes fingerprints, for ever";
  if (line.newest) return "in use: it seals";
  if (needs.data_keys + needs.events > 0) return "in use";
  return "may be removed";
}

absl::Status Print(Context& context) {
  ASSIGN_OR_RETURN(auto needs, ReadNeeds(context));
  fmt::print("NAME\tKEY\tDATA KEYS\tEVENTS\tVERDICT\n");
  for (const security::Keyring::Line& line : context.keyring.Lines()) {
    const Needs own = needs[line.id];
    fmt::print("{}\t{}\t{}\t{}\t{}\n", line.name, security::ToHex(line.id), own.data_keys,
               own.events, Verdict(line, own));
    needs.erase(line.id);
  }
  for (const auto& [key_id, own] : needs) {
    fmt::print("?\t{}\t{}\t{}\t{}\n", security::ToHex(key_id), own.data_keys, own.events,
               "MISSING: what it sealed cannot be opened");
  }
  return absl::OkStatus();
}

}  // namespace

Command KeysCommand() {
  return {"keys", [](Context& context, const std::vector<std::string>& arguments) {
            if (!arguments.empty()) return absl::InvalidArgumentError("usage: keys");
            return Print(context);
          }};
}

}  // namespace hecha::host
