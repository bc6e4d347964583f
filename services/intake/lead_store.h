// A LeadStore persists leads; its words are sealed at rest under a data key of the lead, which is
// made with it and which whatever else is about the lead shares. The only place that knows the
// tables `lead`, `lead_record` and `lead_accused_unit`. Safe for concurrent use.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/intake/lead.h"
#include "services/intake/lead_person_store.h"
#include "services/intake/lead_return_store.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.LeadOrder; see there.
enum class LeadOrder : uint8_t { kRegistered = 0, kReceived, kDeadline };

// Which leads to list. An unset field filters nothing.
struct LeadFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<LeadState> state;
  std::optional<Sector> sector;
  std::optional<Channel> channel;
  std::optional<Level> level;
  std::optional<Instruction> instruction;
  std::optional<UnitId> unit;
  // A part of the lead number.
  std::string lead_no;
  bool key_lead = false;
  std::optional<absl::Time> received_from;
  std::optional<absl::Time> received_before;
  std::optional<absl::Time> deadline_before;
  LeadOrder order = LeadOrder::kRegistered;
  // When the last lead of the page before was received, or is due, by `order`; unset for the
  // first page.
  std::optional<absl::Time> after;
  // Leaves out leads that accuse this unit.
  UnitId not_accusing;
  // Who lists: `unit` adds the leads that this person is in a team of, and those that the person
  // stands aside from are left out.
  UserId viewer;
  // Whether whoever lists reads sealed leads, and in which division not those about its own
  // leader. Others are shown stubs, which sector, channel and unit never match.
  bool opens_sealed = false;
  std::string own_division;
};

// What a receipt tells of a lead: of one that was merged, the state of the one it was merged into.
struct LeadStatus {
  LeadState state = LeadState::kRegistered;
  std::string division;
  absl::Time received_at;
  // The lead whose state that is.
  LeadId stands_with;
};

class LeadStore {
 public:
  explicit LeadStore(const security::Keyring& keyring) : keys_(keyring) {}

  struct NewLead {
    const Lead* lead = nullptr;
    // Identifies an imported row (32 bytes), or is empty.
    std::string_view origin;
    // Keyed hash of what the row said (32 bytes), or is empty.
    std::string_view origin_hash = {};
  };
  // AlreadyExists if an id, a number or an origin is taken.
  absl::Status InsertAll(db::Transaction& transaction, std::span<const NewLead> leads) const;

  // Saves a lead whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const Lead& lead) const;

  // Saves contact, letter, subjects and identity check; call it before Update.
  absl::Status SaveRecord(db::Transaction& transaction, const Lead& lead) const;

  // Saves what Lead::Amend changed; call it before Update.
  absl::Status Rewrite(db::Transaction& transaction, const Lead& lead,
                       std::string_view origin_hash) const;

  // From now on, this is what the row that `lead` came from said.
  absl::Status MarkRow(db::Transaction& transaction, LeadId lead,
                       std::string_view origin_hash) const;

  // Leaves of a lead that its rule purged what that left of it; its number, its dates, and the
  // row of a list that it came from, so that the list does not bring it back. Instead of Update.
  absl::Status Erase(db::Transaction& transaction, const Lead& lead, absl::Time now) const;

  // From now on, `to` bars the units that `from` bars.
  absl::Status ShareBars(db::Transaction& transaction, LeadId from, LeadId to) const;
  // From now on, `to` bars beside its own what the leads bar that were merged into it, but for
  // `without`, and nothing that they barred before.
  absl::Status ShareBarsAnew(db::Transaction& transaction, LeadId to, LeadId without = {}) const;

  // The leads that were merged into `survivor`, and into those.
  absl::StatusOr<std::vector<LeadId>> ListMergedInto(db::Transaction& transaction,
                                                     LeadId survivor) const;

  // NotFound if there is no such lead.
  absl::StatusOr<Lead> Find(db::Transaction& transaction, LeadId id) const;

  // Those of `ids` that there are and whose words can be opened, in no order; without their
  // returns.
  absl::StatusOr<std::vector<Lead>> FindAll(db::Transaction& transaction,
                                            std::span<const LeadId> ids) const;

  // The state of one, and nothing if there is no such lead.
  absl::StatusOr<std::optional<LeadStatus>> FindStatus(db::Transaction& transaction,
                                                       LeadId id) const;

  // The lead that an imported row became, if it did, and the hash of what the row said.
  struct Imported {
    Lead lead;
    std::string hash;
  };
  absl::StatusOr<std::optional<Imported>> FindByOrigin(db::Transaction& transaction,
                                                       std::string_view origin) const;

  // The leads of a page and one more where there is one, in the filter's order; without their
  // returns. (lead_list_store.cc)
  absl::StatusOr<std::vector<Lead>> List(db::Transaction& transaction, const LeadFilter& filter,
                                         const Page& page) const;

 private:
  // A row as it is: its words still sealed, because a row's reader has no way to fail.
  struct Stored {
    Lead lead;
    std::string origin_hash;
    std::string record;
    std::string wrapped_key;
  };
  static Stored Read(const db::Row& row);
  // Opens the words. DataLoss or NotFound if they cannot be.
  absl::Status Open(Stored& stored) const;
  // Adds which units are barred from the leads, and who works on them or stands aside.
  absl::Status AddAccess(db::Transaction& transaction, std::span<Lead> leads) const;

  const security::DataKeyStore keys_;
  const LeadReturnStore returns_ = {};
  const LeadPersonStore persons_ = {};
};

}  // namespace hecha::intake
