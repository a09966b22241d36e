# The target scarp::torch: libtorch's headers and libraries. Its own package file is left aside, since
# it asks for compilers and libraries (CUDA) that using libtorch does not need.
#
#   -DSCARP_TORCH_ROOT=FOLDER   a libtorch folder, or the folder `torch` of a Python installation;
#                               without it the system's
find_path(SCARP_TORCH_INCLUDE torch/types.h
  HINTS ${SCARP_TORCH_ROOT}/include PATH_SUFFIXES torch/csrc/api/include NO_CACHE REQUIRED)
set(hints HINTS ${SCARP_TORCH_ROOT}/lib NO_CACHE)
find_library(torch_cpu_library torch_cpu ${hints} REQUIRED)
find_library(torch_library torch ${hints} REQUIRED)
find_library(c10_library c10 ${hints} REQUIRED)
find_library(torch_cuda_library torch_cuda ${hints})

# torch/types.h lies in INCLUDE/torch/csrc/api/include.
cmake_path(SET torch_root_include NORMALIZE ${SCARP_TORCH_INCLUDE}/../../../..)

# Headers of libtorch 1.13 cannot be compiled as C++20, those from 2.13 on can as nothing older.
set(torch_version_lines "")
foreach(folder torch/headeronly torch/csrc/api/include/torch)
  if(EXISTS ${torch_root_include}/${folder}/version.h)
    file(STRINGS ${torch_root_include}/${folder}/version.h lines REGEX "TORCH_VERSION_M[A-Z]+ +[0-9]")
    list(APPEND torch_version_lines ${lines})
  endif()
endforeach()
string(REGEX MATCH "MAJOR +([0-9]+)" found "${torch_version_lines}")
set(torch_version ${CMAKE_MATCH_1})
string(REGEX MATCH "MINOR +([0-9]+)" found "${torch_version_lines}")
string(APPEND torch_version .${CMAKE_MATCH_1})
set(SCARP_TORCH_STANDARD 17 CACHE INTERNAL "C++ of what includes libtorch")
if(torch_version VERSION_GREATER_EQUAL 2.13)
  set(SCARP_TORCH_STANDARD 20 CACHE INTERNAL "C++ of what includes libtorch")
endif()
message(STATUS "libtorch ${torch_version}, as C++${SCARP_TORCH_STANDARD}")

add_library(scarp_torch INTERFACE)
add_library(scarp::torch ALIAS scarp_torch)
target_include_directories(scarp_torch SYSTEM INTERFACE
  ${torch_root_include} ${SCARP_TORCH_INCLUDE})
target_link_libraries(scarp_torch INTERFACE ${torch_library} ${torch_cpu_library} ${c10_library})
if(torch_cuda_library)
  # Nothing refers to it by name; it registers itself when it is loaded.
  cmake_path(GET torch_cuda_library PARENT_PATH torch_folder)
  target_link_libraries(scarp_torch INTERFACE
    "-Wl,--no-as-needed,${torch_cuda_library},--as-needed" "-Wl,-rpath,${torch_folder}")
endif()
