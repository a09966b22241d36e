#pragma once

// Compiles a function for several widths of registers, of which the processor's is chosen when the
// program starts. Only for functions that call no others, or what is inline. The results have the
// same bits, for nothing is contracted or put in another order. Sanitizers run before that choice.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define SCARP_VECTORISED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define SCARP_VECTORISED
#endif
