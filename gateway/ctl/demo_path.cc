#include "gateway/ctl/demo_path.h"

#include <array>

namespace hecha::ctl {
namespace {

using namespace verification::v1;  // the outcomes
using enum DemoStage;
using enum DemoSource;

// Mixed, so that a short demo shows some of everything.
constexpr std::array<DemoPath, kDemoPaths> kPaths = {{
    {kClosed, kCitizen, OUTCOME_REFUTED},
    {kClosed, kSuperior, OUTCOME_SUBSTANTIATED},
    {kClosed, kClerk, OUTCOME_ALREADY_HANDLED},
    {kSealed, kClerk},
    {kVerifying, kClerk},
    {kClosed, kClerk, OUTCOME_PARTLY_SUBSTANTIATED, true},
    {kAssigned, kClerk},
    {kClosed, kCitizen, OUTCOME_UNVERIFIABLE},
    {kSigning, kSuperior, OUTCOME_SUBSTANTIATED},
    {kClosed, kClerk, OUTCOME_TRANSFERRED_ELSEWHERE},
    {kRegistered, kCitizen},
    {kClosed, kSuperior, OUTCOME_REFUTED},
    {kAccepted, kClerk},
    {kFollowedUp, kClerk, OUTCOME_SUBSTANTIATED},
    {kReported, kSuperior, OUTCOME_PARTLY_SUBSTANTIATED},
    {kClosed, kClerk, OUTCOME_REFUTED, true},
    {kTriaged, kClerk},
    {kClosed, kSuperior, OUTCOME_ALREADY_HANDLED},
    {kSuspended, kClerk},
    {kSigned, kClerk, OUTCOME_REFUTED},
    {kReturned, kClerk},
    {kClosed, kCitizen, OUTCOME_REFUTED},
    {kFollowedUp, kCitizen, OUTCOME_UNVERIFIABLE},
    {kClosed, kClerk, OUTCOME_SUBSTANTIATED},
}};

}  // namespace

const DemoPath& DemoPathOf(size_t i) { return kPaths[i % kPaths.size()]; }

}  // namespace hecha::ctl
