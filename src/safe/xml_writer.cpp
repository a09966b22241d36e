#include "safe/xml_writer.h"

#include <fmt/format.h>

#include <sstream>

namespace scarp::safe {

XmlWriter::XmlWriter(const char* root) {
  pugi::xml_node declaration = document_.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  document_.append_child(root);
}

std::string XmlWriter::text() const {
  std::ostringstream stream;
  document_.save(stream, "  ");
  return stream.str();
}

XmlWriter::Element XmlWriter::Element::add(const char* name) {
  return Element(node_.append_child(name));
}

void XmlWriter::Element::add(const char* name, const std::string& text) {
  node_.append_child(name).text() = text.c_str();
}

void XmlWriter::Element::add(const char* name, double number) {
  add(name, fmt::format("{}", number));
}

void XmlWriter::Element::add(const char* name, Utc time) { add(name, product_time(time)); }

template <typename T>
void XmlWriter::Element::add_list(const char* name, const std::vector<T>& values) {
  pugi::xml_node node = node_.append_child(name);
  node.append_attribute("count") = std::to_string(values.size()).c_str();
  node.text() = fmt::format("{}", fmt::join(values, " ")).c_str();
}

XmlWriter::Element XmlWriter::Element::attribute(const char* name, const std::string& value) {
  node_.append_attribute(name) = value.c_str();
  return *this;
}

template void XmlWriter::Element::add_list(const char*, const std::vector<int>&);
template void XmlWriter::Element::add_list(const char*, const std::vector<float>&);
template void XmlWriter::Element::add_list(const char*, const std::vector<double>&);

std::string product_time(Utc time) {
  std::string text = time.text();
  text.pop_back();
  return text;
}

}  // namespace scarp::safe
