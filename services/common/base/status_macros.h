// Early return on absl::Status and absl::StatusOr.
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define HECHA_CONCAT_INNER_(a, b) a##b
#define HECHA_CONCAT_(a, b) HECHA_CONCAT_INNER_(a, b)

#define RETURN_IF_ERROR(expression)                                                           \
  do {                                                                                        \
    if (absl::Status hecha_status_ = (expression); !hecha_status_.ok()) return hecha_status_; \
  } while (false)

#define ASSIGN_OR_RETURN(declaration, expression) \
  HECHA_ASSIGN_OR_RETURN_(HECHA_CONCAT_(hecha_status_or_, __LINE__), declaration, expression)

#define HECHA_ASSIGN_OR_RETURN_(result, declaration, expression) \
  auto result = (expression);                                    \
  if (!result.ok()) return std::move(result).status();           \
  declaration = *std::move(result)
