#pragma once

#include <pugixml.hpp>
#include <string>
#include <vector>

#include "core/utc.h"

namespace scarp::safe {

/// Adds elements to an XML document. Numbers are written so that reading gives the same ones back.
class XmlWriter {
 public:
  /// A document with a root of that name.
  explicit XmlWriter(const char* root);

  /// The root of a document, or an element of it.
  class Element {
   public:
    explicit Element(pugi::xml_node node) : node_(node) {}

    Element add(const char* name);
    void add(const char* name, const std::string& text);
    void add(const char* name, const char* text) { add(name, std::string(text)); }
    void add(const char* name, int number) { add(name, std::to_string(number)); }
    void add(const char* name, double number);
    void add(const char* name, Utc time);
    void add(const char* name, bool flag) { add(name, flag ? "true" : "false"); }

    /// Numbers separated by spaces, with their count as an attribute.
    template <typename T>
    void add_list(const char* name, const std::vector<T>& values);

    Element attribute(const char* name, const std::string& value);

   private:
    pugi::xml_node node_;
  };

  Element root() { return Element(document_.document_element()); }
  std::string text() const;

 private:
  pugi::xml_document document_;
};

/// As Sentinel-1 products write it: UTC without "Z".
std::string product_time(Utc time);

}  // namespace scarp::safe
