#include "gateway/proxy/room.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace hecha::proxy {
namespace {

// How long a flood is remembered after the last call that was one too many.
constexpr absl::Duration kMemory = absl::Seconds(1);
// Answers are looked at together, so many and for so long, before the limit moves.
constexpr absl::Duration kWindow = absl::Milliseconds(100);
constexpr int kLeastAnswers = 16;
constexpr double kWiden = 1.25;
constexpr double kNarrowAtMost = 0.7;
// In a flood the room tries more, as TCP does, because the machine may be freer now. Whoever makes
// a thousand connections at once narrows it far; that must be made good within a second.
constexpr double kTryMore = 1.2;
// In a flood so many wait, as a share of the room: enough that it is never empty while the next
// call is on its way.
constexpr double kWaitingShare = 0.25;
// This part of the places is kept for those who proved work, and the first of a town.
constexpr int kKept = 8;
// How fast it learns what is usual.
constexpr double kLearn = 0.1;
constexpr int kComfort = 3;
// There are some 40,000 towns in the country.
constexpr size_t kMostTowns = 65536;

}  // namespace

Room::Verdict Room::Arrive(const Visitor& visitor, absl::Time now) {
  if (closed_) return Verdict::kRefused;
  if (waiting_ == 0 && inside_ < limit()) {
    Enter();
    return Verdict::kEnters;
  }
  window_full_ = true;
  if (HasPlaceInLine(visitor, now)) return Verdict::kWaits;
  BeginFlood(now);
  return Verdict::kRefused;
}

Room::Verdict Room::Wait(const Visitor& visitor, Guest guest, absl::Time now) {
  if (closed_) return Verdict::kRefused;
  if (waiting_ == 0 && inside_ < limit()) {
    Enter();
    return Verdict::kEnters;
  }
  lines_[LineOf(visitor)].push_back({std::move(guest), now});
  ++waiting_;
  return Verdict::kWaits;
}

std::vector<Room::Told> Room::Leave(const Visitor& visitor, std::optional<absl::Duration> took,
                                    absl::Time now) {
  --inside_;
  if (took.has_value()) {
    if (!visitor.town.empty() && towns_.size() < kMostTowns) towns_.insert(visitor.town);
    Learn(*took, now);
  }
  std::vector<Told> told;
  SendAway(now, told);
  while (waiting_ > 0 && inside_ < limit()) {
    Enter();
    told.push_back({TakeNext().guest, true});
  }
  return told;
}

std::vector<Room::Told> Room::Close() {
  closed_ = true;
  std::vector<Told> told;
  while (waiting_ > 0) told.push_back({TakeNext().guest, false});
  return told;
}

std::string Room::LineOf(const Visitor& visitor) const {
  const std::string town = towns_.contains(visitor.town) ? visitor.town : std::string();
  return visitor.proved ? "proved " + town : town;
}

bool Room::HasPlaceInLine(const Visitor& visitor, absl::Time now) const {
  const std::string line = LineOf(visitor);
  const auto found = lines_.find(line);
  const size_t standing = found == lines_.end() ? 0 : found->second.size();
  const bool first = !line.empty() && standing == 0;
  const int kept = visitor.proved || first ? 0 : (options_.capacity + kKept - 1) / kKept;
  if (present() >= options_.capacity - kept) return false;
  if (!Flooded(now)) return true;
  const size_t lines = lines_.size() + (standing == 0 ? 1 : 0);
  return standing < std::max<size_t>(1, static_cast<size_t>(limit_ * kWaitingShare) / lines);
}

void Room::BeginFlood(absl::Time now) {
  if (!Flooded(now)) limit_ = std::min<double>(limit_, options_.usual);
  flooded_until_ = now + kMemory;
}

void Room::Enter() {
  ++inside_;
  window_most_ = std::max(window_most_, inside_);
}

void Room::Learn(absl::Duration took, absl::Time now) {
  if (window_count_ == 0) window_began_ = now;
  window_took_ += took;
  ++window_count_;
  if (window_count_ < kLeastAnswers || now - window_began_ < kWindow) return;
  Adjust(window_took_ / window_count_, now);
  window_took_ = absl::ZeroDuration();
  window_count_ = 0;
  window_full_ = false;
  window_most_ = inside_;
}

void Room::Adjust(absl::Duration mean, absl::Time now) {
  if (Flooded(now)) {
    if (mean > comfort_) {
      limit_ *= std::max(kNarrowAtMost, absl::FDivDuration(comfort_, mean));
    } else if (window_full_) {
      limit_ = limit_ * kTryMore + 1;
    }
  } else if (window_full_) {
    limit_ *= kWiden;
  } else {
    if (window_most_ <= options_.usual / 2) {
      comfort_ += kLearn * (kComfort * mean - comfort_);
      comfort_ = std::clamp(comfort_, options_.least_comfort, options_.most_comfort);
    }
    limit_ = limit_ > options_.usual ? std::max<double>(options_.usual, limit_ / kWiden)
                                     : std::min<double>(options_.usual, limit_ * kWiden);
  }
  limit_ = std::clamp<double>(limit_, options_.least, options_.capacity);
}

void Room::SendAway(absl::Time now, std::vector<Told>& told) {
  if (!Flooded(now)) return;
  for (auto line = lines_.begin(); line != lines_.end();) {
    std::deque<Waiting>& standing = line->second;
    for (; !standing.empty() && now - standing.front().came > comfort_; --waiting_) {
      told.push_back({std::move(standing.front().guest), false});
      standing.pop_front();
    }
    line = standing.empty() ? lines_.erase(line) : std::next(line);
  }
}

Room::Waiting Room::TakeNext() {
  auto line = lines_.upper_bound(turn_);
  if (line == lines_.end()) line = lines_.begin();
  turn_ = line->first;
  Waiting next = std::move(line->second.front());
  line->second.pop_front();
  if (line->second.empty()) lines_.erase(line);
  --waiting_;
  return next;
}

}  // namespace hecha::proxy
