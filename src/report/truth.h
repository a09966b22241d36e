#pragma once

#include "report/page.h"
#include "report/pictures.h"
#include "report/result_folder.h"

// What a page shows of a map that was compared with an inventory: the folder `evaluation`.
namespace scarp::report {

/// Tables of the comparison and its curves. What is missing is left out; `notes` of the page say
/// what cannot be read.
void add_truth(const ResultFolder& folder, Page& page);

/// The inventory as a layer, as far as it lies in the area; nothing where it is gone.
std::optional<OutlineLayer> truth_outlines(const ResultFolder& folder, const Grid& area,
                                           std::vector<std::string>& notes);

}  // namespace scarp::report
