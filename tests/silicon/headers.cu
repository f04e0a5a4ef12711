// SPDX-License-Identifier: Apache-2.0
//
// Functions of CUDA's headers, conversions, divisions and square roots, compiled for both sides: the processor runs
// their C++, the GPU their instructions where it has them and the same C++ where it has not.
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_fp4.h>
#include <cuda_fp6.h>
#include <cuda_fp8.h>
#include <cstring>

#include "kernel.cuh"

// ---- Codes to the types of the headers, bit by bit ------------------------------------------------------------------

template <class To, class From> static __host__ __device__ To same_bits(From from)
{
    static_assert(sizeof(To) == sizeof(From), "the bits of one are those of the other");
    To to;
    memcpy(&to, &from, sizeof to);
    return to;
}

static __host__ __device__ uint8_t byte(uint64_t x)
{
    return static_cast<uint8_t>(x);
}
static __host__ __device__ float as_float(uint64_t x)
{
    return same_bits<float>(static_cast<uint32_t>(x));
}
static __host__ __device__ double as_double(uint64_t x)
{
    return same_bits<double>(x);
}
static __host__ __device__ __half_raw half_raw(uint64_t x)
{
    return same_bits<__half_raw>(static_cast<uint16_t>(x));
}
static __host__ __device__ __nv_bfloat16_raw bfloat16_raw(uint64_t x)
{
    return same_bits<__nv_bfloat16_raw>(static_cast<uint16_t>(x));
}
static __host__ __device__ __half half_of(uint64_t x)
{
    return same_bits<__half>(static_cast<uint16_t>(x));
}
static __host__ __device__ __nv_bfloat16 bfloat16_of(uint64_t x)
{
    return same_bits<__nv_bfloat16>(static_cast<uint16_t>(x));
}
static __host__ __device__ uint16_t half_code(__half x)
{
    return same_bits<uint16_t>(x);
}
static __host__ __device__ uint16_t bfloat16_code(__nv_bfloat16 x)
{
    return same_bits<uint16_t>(x);
}
static __host__ __device__ uint32_t float_code(float x)
{
    return same_bits<uint32_t>(x);
}

// ---- A struct for each line of the table, numbered by the line ------------------------------------------------------

template <int line> struct conversion;

#define DEFINE(type, where, call)                                                                                      \
    template <> struct conversion<__LINE__> {                                                                          \
        using result = type;                                                                                           \
        static where result apply(uint64_t x, [[maybe_unused]] uint64_t y, uint64_t)                                   \
        {                                                                                                              \
            return static_cast<type>(call);                                                                            \
        }                                                                                                              \
    };
#define HEADER(type, text, call) DEFINE(type, __host__ __device__, call)
#define DEVICE(type, text, call) DEFINE(type, __device__, call)
#include "headers.inc"
#undef HEADER
#undef DEVICE

#define HEADER(type, text, call) {text, silicon_on_gpu<conversion<__LINE__>>, silicon_on_host<conversion<__LINE__>>},
#define DEVICE(type, text, call) {text, silicon_on_gpu<conversion<__LINE__>>, nullptr},
static const silicon_row rows[] = {
#include "headers.inc"
};

const silicon_row *silicon_header(size_t index)
{
    return index < sizeof rows / sizeof rows[0] ? &rows[index] : nullptr;
}
