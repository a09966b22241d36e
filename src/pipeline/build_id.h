#pragma once

namespace scarp::pipeline {

/// SHA-256 of all that this program was built from: its sources, and how they were compiled.
/// Programs with the same give the same results. 64 hexadecimal digits.
const char* build_id();

}  // namespace scarp::pipeline
