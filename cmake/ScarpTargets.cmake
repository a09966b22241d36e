# Lets a target include the headers of its own folder as "name/…", and pass that on.
function(scarp_own_headers target name)
  set(include_dir ${PROJECT_BINARY_DIR}/include/${name})
  file(MAKE_DIRECTORY ${include_dir})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${include_dir}/${name} SYMBOLIC)
  target_include_directories(${target} PUBLIC ${include_dir})
endfunction()

# One library per folder of src/. A folder sees only the headers of the folders it names in USES:
# each target exports an include directory that holds nothing but a link to itself.
#
#   scarp_folder(change SOURCES log_ratio.cpp … USES core LIBRARIES fmt::fmt)
function(scarp_folder name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  set(target scarp_${name})
  add_library(${target} STATIC ${ARG_SOURCES})
  scarp_own_headers(${target} ${name})
  list(TRANSFORM ARG_USES PREPEND scarp_)
  target_link_libraries(${target} PUBLIC ${ARG_USES} ${ARG_LIBRARIES})
endfunction()

# One test program per folder, every test of it known to ctest.
#
#   scarp_test(core SOURCES grid_test.cpp … USES core)
function(scarp_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  set(target ${name}_tests)
  add_executable(${target} ${ARG_SOURCES})
  list(TRANSFORM ARG_USES PREPEND scarp_)
  target_link_libraries(${target} PRIVATE ${ARG_USES} ${ARG_LIBRARIES} scarp_test_support GTest::gtest_main)
  gtest_discover_tests(${target} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60)
endfunction()
