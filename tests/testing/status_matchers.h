// Matchers for absl::Status and absl::StatusOr, and for the refusals that ride on them.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <class T>
const absl::Status& StatusOf(const absl::StatusOr<T>& value) {
  return value.status();
}

// EXPECT_THAT(store.Insert(lead), IsOk());
MATCHER(IsOk, negation ? "is an error" : "is OK") {
  *result_listener << "which is " << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

// EXPECT_THAT(store.Find(id), StatusIs(absl::StatusCode::kNotFound));
MATCHER_P(StatusIs, code,
          std::string(negation ? "is not " : "is ") + absl::StatusCodeToString(code)) {
  *result_listener << "which is " << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code;
}

// The same, with a matcher for the message: StatusIs(code, HasSubstr("…")).
MATCHER_P2(StatusIs, code, message,
           std::string(negation ? "is not " : "is ") + absl::StatusCodeToString(code) +
               " with such a message") {
  *result_listener << "which is " << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code &&
         testing::ExplainMatchResult(message, std::string(StatusOf(arg).message()),
                                     result_listener);
}

// EXPECT_THAT(store.Count(), IsOkAndHolds(3));  also with an inner matcher.
MATCHER_P(IsOkAndHolds, inner, negation ? "is an error or holds another value" : "holds a value") {
  if (!arg.ok()) {
    *result_listener << "which is " << arg.status().ToString();
    return false;
  }
  return testing::ExplainMatchResult(inner, *arg, result_listener);
}

// EXPECT_THAT(lead.Seal(now), RefusedBy("LEAD_CLOSED"));
MATCHER_P(RefusedBy, rule,
          std::string(negation ? "is not refused by " : "is refused by ") + std::string(rule)) {
  std::optional<Refusal> refusal = RefusalOf(StatusOf(arg));
  *result_listener << "which is " << StatusOf(arg).ToString();
  if (refusal.has_value()) *result_listener << ", refused by " << refusal->rule;
  return refusal.has_value() && refusal->rule == rule;
}

}  // namespace hecha

#define EXPECT_OK(expression) EXPECT_THAT(expression, ::hecha::IsOk())
#define ASSERT_OK(expression) ASSERT_THAT(expression, ::hecha::IsOk())

// ASSERT_OK_AND_ASSIGN(Lead lead, store.Find(tx, id));
#define ASSERT_OK_AND_ASSIGN(declaration, expression) \
  HECHA_ASSERT_OK_AND_ASSIGN_(HECHA_CONCAT_(hecha_status_or_, __LINE__), declaration, expression)

#define HECHA_ASSERT_OK_AND_ASSIGN_(result, declaration, expression) \
  auto result = (expression);                                        \
  ASSERT_THAT(result, ::hecha::IsOk());                              \
  declaration = *std::move(result)
