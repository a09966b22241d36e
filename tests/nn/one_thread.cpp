// Tests run side by side already, and networks as small as theirs gain nothing from threads.
#include "nn/device.h"

namespace {
const bool kOneThread = (scarp::nn::set_threads(1), true);
}
