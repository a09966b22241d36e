#pragma once

#include <vector>

#include "core/reporter.h"
#include "pipeline/stack_prediction.h"
#include "stack/stack_file.h"

namespace scarp::pipeline {

/// Throws Error when the stack has other bands than the models take, optional ones apart, or when
/// they do not go together; warns of cells of another size.
void require_fit(const std::vector<ModelInUse>& models, const stack::StackFile& stack,
                 Reporter& reporter);

}  // namespace scarp::pipeline
