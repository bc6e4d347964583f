#include "services/common/picture/sandbox.h"

#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <initializer_list>

namespace hecha::picture {
namespace {

bool Limit(__rlimit_resource resource, rlim_t most) {
  const rlimit limit = {most, most};
  return setrlimit(resource, &limit) == 0;
}

}  // namespace

bool Confine(unsigned long most_bytes, unsigned long most_seconds) {
  if (!Limit(RLIMIT_AS, most_bytes) || !Limit(RLIMIT_CPU, most_seconds) || !Limit(RLIMIT_CORE, 0) ||
      !Limit(RLIMIT_NOFILE, 3) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return false;
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (filter == nullptr) return false;
  bool allowed = true;
  for (int call : {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap),
                   SCMP_SYS(mremap), SCMP_SYS(exit), SCMP_SYS(exit_group)})
    allowed = allowed && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
  const bool confined = allowed && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return confined;
}

}  // namespace hecha::picture
