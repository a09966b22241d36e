#!/usr/bin/env bash
# Gathers the header-only libraries that the learning commands need, to build them on a machine that
# has a compiler, CMake and libtorch but none of these:
#
#   scripts/carry-headers.sh FOLDER
#   cmake -S . -B build/learning -DSCARP_HEADERS=FOLDER -DSCARP_TORCH_ROOT=… -DSCARP_TESTS=OFF
#
# CLI11, fmt (header-only) and nlohmann-json, from /usr/include or SCARP_INCLUDE.
set -euo pipefail

folder=${1:?usage: $0 FOLDER}
from=${SCARP_INCLUDE:-/usr/include}
mkdir -p "$folder/include" "$folder/share/cmake"
for library in CLI fmt nlohmann; do cp -r "$from/$library" "$folder/include/"; done

# A CMake package with one target: package NAME TARGET [definition]
package() {
  mkdir -p "$folder/share/cmake/$1"
  cat >"$folder/share/cmake/$1/$1Config.cmake" <<END
if(NOT TARGET $2)
  add_library($2 INTERFACE IMPORTED)
  target_include_directories($2 INTERFACE "\${CMAKE_CURRENT_LIST_DIR}/../../../include")
  target_compile_definitions($2 INTERFACE ${3:-})
endif()
END
  echo 'set(PACKAGE_VERSION_COMPATIBLE TRUE)' >"$folder/share/cmake/$1/$1ConfigVersion.cmake"
}
package CLI11 CLI11::CLI11
package fmt fmt::fmt FMT_HEADER_ONLY=1
package nlohmann_json nlohmann_json::nlohmann_json
