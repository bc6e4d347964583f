// Lists of values for `IN (…)`.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "services/common/db/transaction.h"

namespace hecha::db {

struct InList {
  // "?, ?, ?, ?", for the statement.
  std::string marks;
  // What the marks stand for: the values, the last of them repeated until their number is a power
  // of two, so that a connection keeps a few statements prepared and not one for every length.
  std::vector<Param> values;
};

// `values` is not empty.
InList MakeInList(std::vector<Param> values);

template <class Values>
InList MakeInList(const Values& values) {
  std::vector<Param> params;
  for (const auto& value : values) params.push_back(ToParam(value));
  return MakeInList(std::move(params));
}

// `values` cut into parts of `most`, for statements that take no more.
template <class T>
std::vector<std::span<const T>> PartsOf(const std::vector<T>& values, size_t most) {
  std::vector<std::span<const T>> parts;
  for (std::span<const T> left = values; !left.empty(); left = left.subspan(parts.back().size()))
    parts.push_back(left.first(std::min(most, left.size())));
  return parts;
}

}  // namespace hecha::db
