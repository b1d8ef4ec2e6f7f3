#include "src/trace/explanation_json.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "src/trace/trace_json.h"

namespace heddle::internal {

namespace {

using Json = nlohmann::ordered_json;
using Established = Explanation::Established;

std::string_view NameOf(Established established) {
  switch (established) {
    case Established::kExactly:
      return "exactly";
    case Established::kBounded:
      return "bounded";
    default:
      return "not";
  }
}

/// The number of the object called so; null if there is none.
Json NumberOrNull(const Trace& trace, const std::string& name) {
  const int number = NumberOf(trace, name);
  return number < 0 ? Json() : Json(number);
}

Json FromPassing(const Explanation& explanation) {
  if (!explanation.passing) return nullptr;
  const Trace& passing = *explanation.passing;
  Json json = {{"steps", StepsToJson(passing)},
               {"outcome", nullptr},
               {"parts_at", explanation.point_of_no_return},
               {"nearest", explanation.passing_is_nearest}};
  if (passing.outcome) json["outcome"] = *passing.outcome;
  return json;
}

}  // namespace

Json ToJson(const Explanation* explanation, const Minimised* minimised, const Trace& trace) {
  if (explanation == nullptr && minimised == nullptr) return nullptr;
  const Explanation none;
  const Explanation& why = explanation == nullptr ? none : *explanation;
  Json json = {{"minimised_from", nullptr},
               {"shortest", minimised != nullptr && minimised->shortest},
               {"shortest_remark", minimised != nullptr ? minimised->remark : ""},
               {"point_of_no_return", nullptr},
               {"established", NameOf(why.established)},
               {"states", why.states},
               {"remark", why.remark},
               {"passing", FromPassing(why)},
               {"race", nullptr},
               {"cycle", Json::array()},
               {"circle", why.circle},
               {"early_notification", nullptr}};
  if (minimised != nullptr) {
    json["minimised_from"] = {{"steps", minimised->steps}, {"switches", minimised->switches}};
  }
  if (why.established != Established::kNot) {
    json["point_of_no_return"] = {{"step", why.point_of_no_return},
                                  {"exact", why.established == Established::kExactly}};
  }
  if (why.race) {
    json["race"] = {{"first", why.race->first},
                    {"second", why.race->second},
                    {"object", NumberOrNull(trace, why.race->object)}};
  }
  for (const Explanation::Wait& wait : why.waits) {
    json["cycle"].push_back({{"task", wait.task},
                             {"operation", wait.operation},
                             {"object", NumberOrNull(trace, wait.object)},
                             {"waits_for", wait.holder},
                             {"held_since", wait.held_since}});
  }
  if (why.early_notification) json["early_notification"] = *why.early_notification;
  return json;
}

}  // namespace heddle::internal
