#pragma once

#include <dlfcn.h>

namespace hecha::sanitize {

// The function of this mangled name that a definition of ours stands before: a library's own.
template <typename Function>
Function* Hidden(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace hecha::sanitize
