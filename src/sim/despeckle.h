#pragma once

#include "core/image.h"
#include "core/thread_pool.h"

namespace scarp::sim {

/// Total variation filter of Rudin, Osher & Fatemi (1992) on dB, as products are despeckled with:
/// the image u of least ½ Σ (u − dB)² + strength · Σ |∇u|, nearly (Chambolle 2004). Linear power in
/// and out; `strength_db` > 0. NaN stays and weighs nothing.
Image<float> despeckle(const Image<float>& power, double strength_db, ThreadPool& threads);

}  // namespace scarp::sim
