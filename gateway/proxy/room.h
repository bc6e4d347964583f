// A Room is where the calls of one public method are between their entry and their answer. It
// holds as many as are answered in comfortable time, whatever the machine.
//
//   calm   whoever finds it full waits, and it widens: a large crowd shares larger commits
//   flood  more came than can wait. The room narrows until those within are answered in comfortable
//          time, nobody waits longer than that, and everyone else is refused at once
//
// So a flood costs those whom it is not refused little more than a crowd does. It is never refused
// while there is room: a flood that ends is over within a second.
//
// Those who wait stand in lines that take turns: each town has one, and another for the calls that
// proved work. A flood in one town delays nobody in the next, and whoever works passes those who
// do not. Towns for which nothing was ever done share a line: making them up gains no turns.
//
// Not safe for concurrent use.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace hecha::proxy {

struct RoomOptions {
  // Within and waiting, at most.
  int capacity = 512;
  // Within: in quiet times, and at least.
  int usual = 64;
  int least = 8;
  // What is comfortable: three times what an answer takes while the room is at most half full, but
  // no less and no more than this; and before that is known.
  absl::Duration least_comfort = absl::Milliseconds(20);
  absl::Duration most_comfort = absl::Milliseconds(200);
  absl::Duration first_comfort = absl::Milliseconds(50);
};

class Room {
 public:
  // Who stands before the door.
  struct Visitor {
    // Whom the call is about, where it says so.
    std::string town = {};
    // It showed work.
    bool proved = false;
  };
  // Is told, once, whether it may enter after it waited.
  using Guest = std::function<void(bool enters)>;
  struct Told {
    Guest guest;
    bool enters;
  };

  explicit Room(RoomOptions options = {})
      : options_(options),
        limit_(std::min(options.usual, options.capacity)),
        comfort_(options.first_comfort) {}

  enum class Verdict { kEnters, kWaits, kRefused };
  // What becomes of one who comes. One who enters must Leave; one who waits must Wait.
  Verdict Arrive(const Visitor& visitor, absl::Time now);
  // Lets it wait: the guest hears of it from Leave or Close. Or it enters after all, or is refused
  // because the room was closed meanwhile; then the guest hears nothing.
  Verdict Wait(const Visitor& visitor, Guest guest, absl::Time now);
  // One who entered goes. `took`, if it was served for that long, shows how pressed the service is.
  // Returns those who waited and now enter, or have waited too long: they have to be told.
  std::vector<Told> Leave(const Visitor& visitor, std::optional<absl::Duration> took,
                          absl::Time now);
  // Nobody enters any more; returns those who waited.
  std::vector<Told> Close();

  // More came, a moment ago, than could wait.
  bool Flooded(absl::Time now) const { return now < flooded_until_; }
  // For how many there is room, and how many are there, waiting or not.
  int limit() const { return static_cast<int>(limit_); }
  int present() const { return inside_ + waiting_; }

 private:
  struct Waiting {
    Guest guest;
    absl::Time came;
  };

  std::string LineOf(const Visitor& visitor) const;
  bool HasPlaceInLine(const Visitor& visitor, absl::Time now) const;
  void BeginFlood(absl::Time now);
  void Enter();
  void Learn(absl::Duration took, absl::Time now);
  void Adjust(absl::Duration mean, absl::Time now);
  // Refuses those who have waited too long.
  void SendAway(absl::Time now, std::vector<Told>& told);
  Waiting TakeNext();

  const RoomOptions options_;
  // How many may be within. Not a whole number, so that it moves in small steps too.
  double limit_;
  absl::Duration comfort_;
  int inside_ = 0;
  int waiting_ = 0;
  bool closed_ = false;
  absl::Time flooded_until_ = absl::InfinitePast();

  // Only lines in which somebody stands; the one that was served last.
  std::map<std::string, std::deque<Waiting>> lines_;
  std::string turn_;
  std::set<std::string> towns_;

  // Of the answers since `window_began_`.
  absl::Time window_began_ = absl::InfinitePast();
  absl::Duration window_took_;
  int window_count_ = 0;
  // Whether the room was full meanwhile, and how many were within at most.
  bool window_full_ = false;
  int window_most_ = 0;
};

}  // namespace hecha::proxy
