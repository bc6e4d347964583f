// "hecha-NAME keys": what each line of the key file is still used for, and which could go.
#pragma once

#include "services/common/host/host.h"

namespace hecha::host {

Command KeysCommand();

}  // namespace hecha::host
