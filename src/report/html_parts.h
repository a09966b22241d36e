#pragma once

#include <string>
#include <vector>

#include "report/page.h"

// Parts of a page as HTML; empty where there is nothing to show.
namespace scarp::report {

std::string key_figures_html(const std::vector<Fact>& figures);
std::string paragraphs_html(const std::vector<std::string>& paragraphs);
std::string figures_html(const std::vector<Figure>& figures);
std::string tables_html(const std::vector<eval::Table>& tables);
std::string sections_html(const std::vector<Section>& sections);
std::string facts_html(const std::vector<Fact>& facts);
std::string notes_html(const std::vector<std::string>& notes);

/// The first outlines of each layer that has some listed, with a button that shows one on the map.
std::string outline_tables_html(const std::vector<OutlineLayer>& layers);

}  // namespace scarp::report
