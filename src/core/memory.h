#pragma once

namespace scarp {

/// What limit_memory() allows, else that of the whole machine. A file's header may promise more
/// than that: compare before allocating.
double memory_bytes();

/// From now on this process gets no more than that: what asks for more throws std::bad_alloc.
void limit_memory(double bytes);

/// Of caches and buffers that can do with less, the part to be used: 1 from 2 GiB on.
double memory_share();

/// Lets memory that is freed wait in this process for the next buffer of its size: the system
/// would clear each page anew, a fifth of the time of some commands. For the start of a program;
/// not where limit_memory() leaves little.
void keep_freed_memory();

/// Gives memory that was freed back to the system, which is done late otherwise: for the end of a
/// step of a long job.
void return_freed_memory();

}  // namespace scarp
