#pragma once

// The state of GDAL and PROJ. Every function of geo/ sets it up by itself; only `main` needs these.
namespace scarp::geo {

/// Registers GDAL with the allowed drivers only and silences its own messages: failures become
/// Error. No network, no side-car files written beside inputs. May be called often and from any
/// thread.
void initialise();

/// How many threads GDAL may use by itself (compression, overviews, warping).
void set_threads(int threads);

}  // namespace scarp::geo
