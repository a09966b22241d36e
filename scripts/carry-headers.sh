#!/usr/bin/env bash
# Gathers the small libraries that the learning commands and their tests need, to build them on a
# machine that has a compiler, CMake and libtorch but none of these:
#
#   scripts/carry-headers.sh FOLDER
#   cmake -S . -B build/learning -DSCARP_HEADERS=FOLDER -DSCARP_TORCH_ROOT=…
#
# The headers of CLI11, fmt (header-only) and nlohmann-json, and for the tests GoogleTest and
# RapidCheck with their static libraries, from /usr/include and /usr/lib, or SCARP_INCLUDE and
# SCARP_LIBRARIES.
set -euo pipefail

folder=${1:?usage: $0 FOLDER}
from=${SCARP_INCLUDE:-/usr/include}
libraries=${SCARP_LIBRARIES:-/usr/lib/$(uname -m)-linux-gnu}
mkdir -p "$folder/include" "$folder/lib" "$folder/share/cmake"
for library in CLI fmt nlohmann; do cp -r "$from/$library" "$folder/include/"; done

# package NAME [TARGET PROPERTY VALUE]...: a CMake package; @ stands for the folder.
package() {
  local name=$1 file=$folder/share/cmake/$1/$1Config.cmake
  shift
  mkdir -p "$(dirname "$file")"
  : >"$file"
  while (($#)); do
    cat >>"$file" <<END
if(NOT TARGET $1)
  add_library($1 INTERFACE IMPORTED)
  target_include_directories($1 INTERFACE "\${CMAKE_CURRENT_LIST_DIR}/../../../include")
endif()
set_property(TARGET $1 APPEND PROPERTY $2 ${3//@/\$\{CMAKE_CURRENT_LIST_DIR\}/../../..})
END
    shift 3
  done
  echo 'set(PACKAGE_VERSION_COMPATIBLE TRUE)' >"$folder/share/cmake/$name/${name}ConfigVersion.cmake"
}
package CLI11 CLI11::CLI11 INTERFACE_COMPILE_DEFINITIONS ''
package fmt fmt::fmt INTERFACE_COMPILE_DEFINITIONS FMT_HEADER_ONLY=1
package nlohmann_json nlohmann_json::nlohmann_json INTERFACE_COMPILE_DEFINITIONS ''

if [ -e "$libraries/libgtest.a" ] && [ -e "$libraries/librapidcheck.a" ]; then
  cp -r "$from/gtest" "$from/gmock" "$from/rapidcheck" "$from/rapidcheck.h" "$folder/include/"
  cp "$libraries"/lib{gtest,gtest_main,gmock,rapidcheck}.a "$folder/lib/"
  links=INTERFACE_LINK_LIBRARIES
  package GTest GTest::gtest $links '@/lib/libgtest.a' GTest::gmock $links '@/lib/libgmock.a' \
    GTest::gmock $links GTest::gtest GTest::gtest_main $links '@/lib/libgtest_main.a' \
    GTest::gtest_main $links GTest::gtest
  package rapidcheck rapidcheck $links '@/lib/librapidcheck.a' rapidcheck_gtest $links rapidcheck
fi
