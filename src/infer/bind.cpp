#include "infer/bind.h"

#include <array>
#include <memory>
#include <stdexcept>

#include "infer/pixels.h"

namespace scarp::infer {
namespace {

using Kind = Operation::Kind;
using kernels::FixedConvolution;

const Array* other_of(const Site& site) { return site.in.size() > 1 ? &site.in[1] : nullptr; }

using Call = FixedConvolution::Call;

/// In a pointer, since functions have to be copyable.
std::shared_ptr<Call> call(const Site& site, std::size_t i, const void* other, void* dst) {
  return std::make_shared<Call>(*site.convolutions[i],
                                FixedConvolution::Arrays{site.in[0].data, other, dst, site.inner});
}

std::function<void()> bind_convolution(const Site& site) {
  const void* other = other_of(site) != nullptr ? other_of(site)->data : nullptr;
  if (site.out.dense()) {
    return [convolve = call(site, 0, other, site.out.data)] { convolve->run(); };
  }
  Array dense = site.out;
  dense.data = site.dense;
  dense.stride = dense.channels;
  return [convolve = call(site, 0, other, dense.data), dense, site] {
    convolve->run();
    copy(dense, site.out, site.room);
  };
}

// Each part goes where it belongs.
std::function<void()> bind_winograd(const Site& site) {
  kernels::WinogradTransposed::Target target;
  const std::int64_t part_cols = site.out.cols / 2;
  target.pixel_step = site.out.quartered ? site.out.stride : 2 * site.out.stride;
  target.row_step = site.out.quartered ? part_cols * site.out.stride
                                       : std::int64_t{2} * site.out.cols * site.out.stride;
  for (int i = 0; i < 4; ++i) {
    float* const first = static_cast<float*>(site.out.data);
    const std::int64_t place = (std::int64_t{i / 2} * site.out.cols + i % 2) * site.out.stride;
    target.parts[static_cast<std::size_t>(i)] =
        site.out.quartered ? static_cast<float*>(quarter(site.out, i).data) : first + place;
  }
  return [convolution = site.transposed, src = static_cast<const float*>(site.in[0].data), target,
          workspace = site.inner] { convolution->run(src, target, workspace); };
}

std::function<void()> bind_transposed(const Operation& operation, const Site& site) {
  if (site.transposed != nullptr) return bind_winograd(site);
  Array whole = site.out;
  whole.stride = whole.channels;
  if (!whole.quartered) whole.data = site.dense;
  if (!moves_as_it_is(operation)) whole.number = {};
  std::vector<std::shared_ptr<Call>> calls;
  std::array<Array, 4> parts;
  for (int i = 0; i < 4; ++i) {
    Array& part = parts[static_cast<std::size_t>(i)];
    part = quarter(whole, i);
    calls.push_back(call(site, static_cast<std::size_t>(i), nullptr, part.data));
  }
  const Array other = other_of(site) != nullptr ? *other_of(site) : Array{};
  return [calls, parts, other, site, &operation] {
    for (const auto& convolve : calls) convolve->run();
    if (site.out.quartered) return;
    if (moves_as_it_is(operation)) return interleave(parts, site.out);
    add_interleaved(parts, other, operation.activation, site.out, site.room);
  };
}

}  // namespace

bool moves_as_it_is(const Operation& operation) { return operation.inputs.size() == 1; }

std::function<void()> bind(const Operation& operation, const Site& site) {
  switch (operation.kind) {
    case Kind::convolution:
      return bind_convolution(site);
    case Kind::transposed_convolution:
      return bind_transposed(operation, site);
    case Kind::sum:
      return [&operation, site] {
        sum(site.in, operation.signs, operation.activation, site.out, site.room);
      };
    case Kind::gate:
      return [site] { gate(site.in[0], site.in[1], site.out, site.room); };
    case Kind::max_pool:
      return [site] { max_pool(site.in[0], site.out, site.room); };
    case Kind::average_pool:
      return [site] { average_pool(site.in[0], site.out, site.room); };
    case Kind::select_bands:
      return [&operation, site] { select_bands(site.in[0], operation.bands, site.out, site.room); };
    case Kind::score:
      return [&operation, site] {
        score(site.in, operation.weights.data(), operation.bias.front(), operation.activation,
              site.out, site.room);
      };
  }
  throw std::logic_error("an operation of no kind");
}

}  // namespace scarp::infer
