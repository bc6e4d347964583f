// The face of dialogues: hecha.intake.v1.DialogueService on the router.
#pragma once

#include "hecha/intake/v1/dialogue.pb.h"
#include "services/common/rpc/router.h"
#include "services/intake/dialogue_service.h"

namespace hecha::intake {

// `dialogues` outlives the router.
void RegisterDialogueRpc(rpc::Router& router, DialogueService& dialogues);

// As the office sees it; the reporter is not told which official wrote.
v1::DialogueMessage ToProto(const Message& message);

}  // namespace hecha::intake
