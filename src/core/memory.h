#pragma once

namespace scarp {

/// Of the whole machine. A file's header may promise more than that: compare before allocating.
double memory_bytes();

}  // namespace scarp
