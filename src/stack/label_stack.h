#pragma once

#include <string>

#include "core/thread_pool.h"
#include "dataset/cut.h"
#include "stack/stack_file.h"

namespace scarp::stack {

/// What is known of the landslides on a stack.
struct LabelFiles {
  std::string inventory;         ///< polygons of landslides
  std::string interpreted_area;  ///< polygons outside which nobody looked; empty: all was looked at
  std::string mask;              ///< mask bits beside the stack's own; empty: none
};

/// Labels of the cells of `stack`: landslide where a cell's centre lies in the inventory; valid
/// where every band has data, no mask has a bit set, and someone looked. Throws Error when a file
/// cannot be read.
dataset::Labels label_stack(const StackFile& stack, const LabelFiles& files, ThreadPool& threads);

}  // namespace scarp::stack
