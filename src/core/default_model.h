#pragma once

namespace scarp {

/// Names the models that come with scarp wherever a model is asked for.
inline constexpr const char* kDefaultModel = "default";

}  // namespace scarp
