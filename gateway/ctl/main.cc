// hechactl: the suite from the command line, over the gateway's native gRPC port.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "gateway/ctl/command.h"
#include "services/common/base/refusal.h"

namespace hecha::ctl {
namespace {

struct Entry {
  int (*run)(const Arguments&);
  const char* words;
};

const std::map<std::string, Entry>& Commands() {
  static const auto& commands = *new std::map<std::string, Entry>{
      {"login", {Login, "login                  sign in, and stay signed in for later commands"}},
      {"import", {Import, "import FILE.csv        register the messages of a file as leads"}},
      {"import-list", {ImportList, "import-list FILE       register a list of leads, CSV or xlsx"}},
      {"call", {Call, "call METHOD [JSON]     call any method; without METHOD, list them"}},
      {"demo",
       {Demo, "demo [FILE.csv]        walk leads through all outcomes, and show the totals"}},
      {"keygen", {Keygen, "keygen                 make a personal signing key: --key FILE"}},
      {"enrol", {Enrol, "enrol                  hand in the public half of --key FILE"}},
      {"sign", {Sign, "sign CASE_ID           endorse a report with --key FILE"}},
      {"export-report", {ExportReport, "export-report CASE_ID  a signed report and its proofs"}},
      {"verify-report",
       {VerifyReport, "verify-report FILE     check such a file offline: --log_key KEY"}},
      {"custodian-keygen",
       {MakeCustodianKey, "custodian-keygen       make a custodian's key: --key FILE"}},
      {"custodian-enrol",
       {EnrolCustodian, "custodian-enrol        hand in the public half of --key FILE"}},
      {"unlock", {Unlock, "unlock LEAD UNLOCK     open a reporter's identity with --key FILE"}},
      {"reseal",
       {Reseal, "reseal LEAD UNLOCK KEY_ID PUBLIC_KEY  seal it to a later custodian too"}},
      {"seed", {Seed, "seed DIRECTORY         custodians and public pages for the demo"}},
  };
  return commands;
}

std::string Help() {
  std::string text = "hechactl COMMAND [ARGUMENTS] [--flags]\n";
  for (const auto& [name, entry] : Commands()) text += fmt::format("  {}\n", entry.words);
  return text + "Flags: --grpc --ca --demo --user --password; --helpfull lists all.";
}

int Run(int argc, char** argv) {
  absl::SetProgramUsageMessage(Help());
  const std::vector<char*> words = absl::ParseCommandLine(argc, argv);
  if (words.size() < 2) return Usage(Help());
  const auto command = Commands().find(words[1]);
  if (command == Commands().end()) return Usage(Help());
  return command->second.run(Arguments(words.begin() + 2, words.end()));
}

}  // namespace
}  // namespace hecha::ctl

int main(int argc, char** argv) {
  const int code = hecha::ctl::Run(argc, argv);
  std::fflush(nullptr);
  // gRPC's threads may be closing the channel still; destructors of statics would pull the ground
  // from under them, and a command that was done would end by a signal.
  std::_Exit(code);
}
