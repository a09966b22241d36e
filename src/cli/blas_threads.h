#pragma once

namespace scarp::cli {

/// GDAL brings a BLAS along that scarp has no use for. OpenBLAS starts a thread for each processor
/// when it is loaded, and these turn in circles for a tenth of a second before they sleep: ends
/// them. Does nothing where BLAS is another one.
void end_blas_threads();

}  // namespace scarp::cli
