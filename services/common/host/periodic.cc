#include "services/common/host/periodic.h"

#include <pthread.h>

#include <utility>

namespace hecha::host {
namespace {

// The kernel keeps 15 characters of a thread's name and refuses longer ones.
constexpr size_t kThreadName = 15;

}  // namespace

void Periodic::Add(std::string name, absl::Duration period, std::function<void()> work) {
  Task task = {std::move(name), period, std::move(work)};
  if (started_) return Launch(std::move(task));
  tasks_.push_back(std::move(task));
}

void Periodic::Start() {
  started_ = true;
  for (Task& task : tasks_) Launch(std::move(task));
  tasks_.clear();
}

void Periodic::Launch(Task task) {
  threads_.emplace_back([this, task = std::move(task)] {
    pthread_setname_np(pthread_self(), task.name.substr(0, kThreadName).c_str());
    do {
      task.work();
    } while (!stopped_.WaitForNotificationWithTimeout(task.period));
  });
}

void Periodic::Stop() {
  if (!stopped_.HasBeenNotified()) stopped_.Notify();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace hecha::host
