#include "infer/bind.h"

#include <memory>
#include <stdexcept>

#include "infer/pixels.h"

namespace scarp::infer {
namespace {

using Kind = Operation::Kind;
using kernels::Activation;
using kernels::FixedConvolution;

const Array* other_of(const Site& site) { return site.in.size() > 1 ? &site.in[1] : nullptr; }

std::shared_ptr<FixedConvolution::Call> call(const Site& site, const void* other, void* dst) {
  return std::make_shared<FixedConvolution::Call>(
      *site.convolution, FixedConvolution::Arrays{site.in[0].data, other, dst, site.inner});
}

std::function<void()> bind_convolution(const Site& site) {
  const void* other = other_of(site) != nullptr ? other_of(site)->data : nullptr;
  if (site.out.dense()) {
    return [convolve = call(site, other, site.out.data)] { convolve->run(); };
  }
  Array dense = site.out;
  dense.data = site.dense;
  dense.stride = dense.channels;
  return [convolve = call(site, other, dense.data), dense, site] {
    convolve->run();
    sum({dense}, {1}, Activation::none, site.out, site.room);
  };
}

std::function<void()> bind_transposed(const Operation& operation, const Site& site) {
  Array four = site.in[0];
  four.data = site.dense;
  four.channels = 4 * site.out.channels;
  four.stride = four.channels;
  four.number = {};
  const Array other = other_of(site) != nullptr ? *other_of(site) : Array{};
  return [convolve = call(site, nullptr, four.data), four, other, site, &operation] {
    convolve->run();
    spread(four, other, operation.activation, site.out, site.room);
  };
}

}  // namespace

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
