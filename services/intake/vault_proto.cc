#include "services/intake/vault_proto.h"

namespace hecha::intake {

ReporterIdentity ReadIdentity(const v1::ReporterIdentity& identity) {
  return {identity.name(), identity.phone(), identity.id_number(), identity.address()};
}

std::function<std::string(LeadId)> SealedBytesOf(const ReporterIdentity& identity) {
  return [identity](LeadId lead) {
    v1::SealedIdentity sealed;
    sealed.set_lead_id(lead.ToString());
    sealed.mutable_identity()->set_name(identity.name);
    sealed.mutable_identity()->set_phone(identity.phone);
    sealed.mutable_identity()->set_id_number(identity.id_number);
    sealed.mutable_identity()->set_address(identity.address);
    return sealed.SerializeAsString();
  };
}

}  // namespace hecha::intake
