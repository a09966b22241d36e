#include "sar/pass_reader.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "sar/border_noise.h"
#include "sar/ipf_version.h"

namespace scarp::sar {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Border noise is looked for in the co-polarised image, if there is one.
const Channel* border_channel(const Product& product) {
  const Channel* first = nullptr;
  for (const Channel& channel : product.channels) {
    if (!channel.measurement) continue;
    if (channel.polarisation == "VV" || channel.polarisation == "HH") return &channel;
    if (first == nullptr) first = &channel;
  }
  return first;
}

// Pixels of a slice, counted from its first line, that are far from the edges of the pass: where
// another slice goes on there is no edge.
Window far_from_edges(const Pass& pass, std::size_t index) {
  const Slice& slice = pass.slices()[index];
  return {kBorder_px - slice.first_line, kBorder_px, pass.lines() - 2 * kBorder_px,
          slice.pixels() - 2 * kBorder_px};
}

}  // namespace

PassReader::PassReader(const Pass& pass, RadiometryOptions options)
    : pass_(pass), options_(std::move(options)), slices_(pass.slices().size()) {
  for (const std::string& polarisation : options_.polarisations) {
    const std::vector<const Channel*> found = channels(pass, polarisation);
    for (std::size_t i = 0; i < slices_.size(); ++i) {
      slices_[i].channels.push_back(found[i]);
      slices_[i].radiometry.emplace_back(*found[i], options_.quantity, options_.subtract_noise);
    }
  }
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    const Product& product = *pass.slices()[i].product;
    if (options_.drop_border_noise && has_border_noise(product.identity.ipf_version)) {
      slices_[i].border = border_channel(product);
    }
  }
}

Denoising PassReader::denoising(std::size_t slice, std::size_t polarisation) const {
  return slices_[slice].radiometry[polarisation].denoising();
}

std::vector<Image<float>> PassReader::read(const Window& window) const {
  std::vector<Image<float>> result(options_.polarisations.size(),
                                   Image<float>(window.size(), kNaN));
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    const Slice& slice = pass_.slices()[i];
    const Window own{slice.first_line, 0, slice.lines(), slice.pixels()};
    const Window common = intersect(window, own);
    if (common.empty()) continue;
    Window local = common;
    local.row -= slice.first_line;
    std::vector<Image<float>> parts = read_slice(i, local);
    for (std::size_t k = 0; k < parts.size(); ++k) {
      if (common == window) {
        result[k] = std::move(parts[k]);
      } else {
        paste(parts[k], result[k], common.row - window.row, common.col - window.col);
      }
    }
  }
  return result;
}

std::vector<Image<float>> PassReader::read_slice(std::size_t slice, const Window& window) const {
  const SliceChannels& own = slices_[slice];
  Image<std::uint8_t> border;
  if (own.border != nullptr) {
    border = border_noise(own.border->measurement->read(1, window), own.border->noise, window,
                          far_from_edges(pass_, slice));
  }
  std::vector<Image<float>> result;
  for (std::size_t k = 0; k < own.channels.size(); ++k) {
    Image<float> values = own.channels[k]->measurement->read(1, window);
    if (!border.empty()) drop_border_noise(border, values);
    own.radiometry[k].calibrate(values, window.row, window.col);
    result.push_back(std::move(values));
  }
  // Lines come in order: slices that are behind keep no file open.
  if (window.row_end() == pass_.slices()[slice].lines()) {
    for (const Channel* channel : own.channels) channel->measurement->rest();
    if (own.border != nullptr) own.border->measurement->rest();
  }
  return result;
}

}  // namespace scarp::sar
