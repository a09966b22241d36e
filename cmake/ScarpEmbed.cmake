# Builds files into a library as text: each becomes the definition of a std::string_view that HEADER
# declares in NAMESPACE.
#
#   scarp_embed(report HEADER report/assets.h NAMESPACE scarp::report::assets
#     kStyle=page.css kScript=page.js …)
set(SCARP_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/embed_files.cmake)
function(scarp_embed folder)
  cmake_parse_arguments(ARG "" "HEADER;NAMESPACE" "" ${ARGN})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${folder}_assets.cpp)
  set(files "")
  set(pairs "")
  foreach(pair IN LISTS ARG_UNPARSED_ARGUMENTS)
    string(REGEX MATCH "^([^=]+)=(.+)$" found ${pair})
    cmake_path(ABSOLUTE_PATH CMAKE_MATCH_2 OUTPUT_VARIABLE file)
    list(APPEND files ${file})
    list(APPEND pairs ${CMAKE_MATCH_1}=${file})
  endforeach()
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -D OUTPUT=${output} -D HEADER=${ARG_HEADER} -D NAMESPACE=${ARG_NAMESPACE}
      -P ${SCARP_EMBED_SCRIPT} -- ${pairs}
    DEPENDS ${files} ${SCARP_EMBED_SCRIPT}
    COMMENT "Embedding files of ${folder}"
    VERBATIM)
  target_sources(scarp_${folder} PRIVATE ${output})
endfunction()
