# Cross-builds for arm64 with Debian's compiler. SCARP_ARM64 is the folder of Debian's arm64
# packages that scripts/arm64-packages.sh makes. Tests run in QEMU.
set(SCARP_ARM64 "" CACHE PATH "Folder of scripts/arm64-packages.sh")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SCARP_ARM64)
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_SYSROOT ${SCARP_ARM64})
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${SCARP_ARM64})
set(ENV{PKG_CONFIG_LIBDIR} ${SCARP_ARM64}/usr/lib/aarch64-linux-gnu/pkgconfig:${SCARP_ARM64}/usr/share/pkgconfig)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
# PROJ's package would refuse to be built upon; what CMake tries out runs in QEMU.
set(CMAKE_CROSSCOMPILING FALSE)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64-static -L ${SCARP_ARM64})
