# Compiler settings of the whole tree.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wshadow -Wnon-virtual-dtor)
# Members left out of {.a = …} have their defaults, on purpose.
add_compile_options(-Wno-missing-field-initializers)
if(SCARP_WERROR)
  add_compile_options(-Werror)
endif()
# The same bytes on every machine: no fused multiply-add where the processor happens to have one.
add_compile_options(-ffp-contract=off)
# Nothing reads errno or traps after arithmetic; without them loops become vector instructions. The
# results stay the same.
add_compile_options(-fno-math-errno -fno-trapping-math)

if(SCARP_SANITIZE)
  set(sanitizers ${SCARP_SANITIZE})
  if(SCARP_SANITIZE STREQUAL "address")
    set(sanitizers address,undefined)
  endif()
  add_compile_options(-fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${sanitizers})
endif()

if(SCARP_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -g)
  add_link_options(-fsanitize=address,undefined)
endif()
