#pragma once

namespace scarp {

/// What limit_memory() allows, else that of the whole machine. A file's header may promise more
/// than that: compare before allocating.
double memory_bytes();

/// From now on this process gets no more than that: what asks for more throws std::bad_alloc.
void limit_memory(double bytes);

/// Of caches and buffers that can do with less, the part to be used: 1 from 2 GiB on.
double memory_share();

/// Gives memory that was freed back to the system, which the C library does late: for the end of a
/// step of a long job.
void return_freed_memory();

}  // namespace scarp
