#pragma once

#include <memory>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/utc.h"

namespace scarp::safe {

/// An element of an XML file. What is missing or unreadable is an Error that names the file and the
/// path of the element. Names are compared without their namespace prefix.
class Xml {
 public:
  /// Throws Error when `content` is no XML document with a root of that name. `file` is for
  /// messages.
  static Xml parse(const std::string& file, const std::string& content, std::string_view root);

  std::optional<Xml> find(std::string_view name) const;
  Xml child(std::string_view name) const;
  std::vector<Xml> children(std::string_view name) const;

  /// The first one anywhere below, in the order of the file.
  std::optional<Xml> find_below(std::string_view name) const;
  /// All of them.
  std::vector<Xml> all_below(std::string_view name) const;

  /// Without white space at both ends.
  std::string text() const;
  std::string attribute(const char* name) const;  ///< empty when there is none

  double number() const;                ///< finite
  int whole(int low, int high) const;   ///< within these bounds
  Utc time() const;                     ///< "2021-12-23T05:11:22.594441", "UTC=…"
  bool flag() const;                    ///< "true" or "false"
  std::vector<double> numbers() const;  ///< finite, separated by white space
  std::vector<int> whole_numbers(int low, int high) const;  ///< likewise, within these bounds

  /// An Error about this element: "PATH/OF/ELEMENT " and `what`.
  [[noreturn]] void fail(const std::string& what) const;

 private:
  struct File {
    std::string name;
    pugi::xml_document document;
  };

  Xml(std::shared_ptr<const File> file, pugi::xml_node node);
  Xml at(pugi::xml_node node) const { return {file_, node}; }
  std::string path() const;

  std::shared_ptr<const File> file_;
  pugi::xml_node node_;
};

}  // namespace scarp::safe
