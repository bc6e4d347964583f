// What a query of leads reads, in the order of LeadStore::Read; `hint` follows the table's name.
#pragma once

#include "services/common/security/data_key.h"

#define LEAD_COLUMNS(hint)                                                                   \
  "SELECT id, version, lead_no, division, state, channel, level, instruction, identity, "    \
  "sector, umbrella, key_lead, document_no, issuing_body, deadline, received_at, "           \
  "registered_at, title, narrative, summary, opinion, unit_id, unit_name, round, outcome, "  \
  "restricted, about_leader, grade, survivor_id, merge_proposed_by, sweep_id, origin_hash, " \
  "record, reviewing_unit_id, flagged, " HECHA_WRAPPED_KEY " FROM lead " hint                \
  "LEFT JOIN lead_record ON lead_record.lead_id = lead.id " HECHA_WITH_KEY_OF("lead.id")
