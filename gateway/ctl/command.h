// The commands of hechactl, one file each. Each takes the words after its name, writes what it
// found to stdout and what went wrong to stderr, and returns the exit code: 0 all is well, 1 the
// suite refused something, 2 it could not be done at all.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace hecha::ctl {

inline constexpr int kDone = 0;
inline constexpr int kRefused = 1;
inline constexpr int kFailed = 2;

using Arguments = std::vector<std::string>;

int Login(const Arguments& arguments);
int Import(const Arguments& arguments);
int ImportList(const Arguments& arguments);
int Call(const Arguments& arguments);
int Keygen(const Arguments& arguments);
int Enrol(const Arguments& arguments);
int Sign(const Arguments& arguments);
int ExportReport(const Arguments& arguments);
int VerifyReport(const Arguments& arguments);
int MakeCustodianKey(const Arguments& arguments);
int EnrolCustodian(const Arguments& arguments);
int Unlock(const Arguments& arguments);
int Reseal(const Arguments& arguments);
int Seed(const Arguments& arguments);
int Demo(const Arguments& arguments);

// Writes the error to stderr; kRefused for a refusal of the suite, kFailed for the rest.
int Report(const absl::Status& status);

// Says how the command is called; kFailed.
int Usage(const std::string& how);

}  // namespace hecha::ctl
