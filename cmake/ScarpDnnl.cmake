# The target scarp::dnnl: oneDNN, where it is. Its own package file is left aside, since Debian's asks
# for OpenCL's headers, which using oneDNN on processors does not need.
find_path(SCARP_DNNL_INCLUDE oneapi/dnnl/dnnl.hpp)
find_library(SCARP_DNNL_LIBRARY dnnl)
mark_as_advanced(SCARP_DNNL_INCLUDE SCARP_DNNL_LIBRARY)

if(SCARP_DNNL_INCLUDE AND SCARP_DNNL_LIBRARY)
  file(STRINGS ${SCARP_DNNL_INCLUDE}/oneapi/dnnl/dnnl_version.h version
    REGEX "#define DNNL_VERSION_(MAJOR|MINOR)")
  string(REGEX REPLACE "[^0-9]*([0-9]+)[^0-9]+([0-9]+).*" "\\1.\\2" version "${version}")
  # Version 3 has another interface.
  if(version VERSION_GREATER_EQUAL 2.6 AND version VERSION_LESS 3)
    add_library(scarp_dnnl INTERFACE)
    add_library(scarp::dnnl ALIAS scarp_dnnl)
    target_include_directories(scarp_dnnl SYSTEM INTERFACE ${SCARP_DNNL_INCLUDE})
    target_link_libraries(scarp_dnnl INTERFACE ${SCARP_DNNL_LIBRARY})
  endif()
endif()
