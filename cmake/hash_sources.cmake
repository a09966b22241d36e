# Writes a C++ file with the SHA-256 of all sources, where it does not hold it already:
#   cmake -DFOLDER=… -DOUTPUT=… -DSETTINGS=… -P hash_sources.cmake
file(GLOB_RECURSE sources RELATIVE ${FOLDER} ${FOLDER}/*)
list(SORT sources)
set(all "${SETTINGS}\n")
foreach(source IN LISTS sources)
  file(SHA256 ${FOLDER}/${source} hash)
  string(APPEND all "${hash} ${source}\n")
endforeach()
string(SHA256 hash "${all}")
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
#include "pipeline/build_id.h"

namespace scarp::pipeline {
const char* build_id() { return "@hash@"; }
}  // namespace scarp::pipeline
]])
