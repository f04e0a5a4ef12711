// SPDX-License-Identifier: Apache-2.0
//
// The instructions of PTX on the GPU: each of instructions.inc becomes a kernel with that one instruction in it.
#include <cstdio>
#include <cstdlib>

#include "kernel.cuh"

// ---- Registers by letter: B a byte, H 16 bits, R 32, L 64, F FP32, D FP64 -------------------------------------------

#define CONSTRAINT_H "h"
#define CONSTRAINT_R "r"
#define CONSTRAINT_L "l"
#define CONSTRAINT_F "f"
#define CONSTRAINT_D "d"

using register_H = uint16_t;
using register_R = uint32_t;
using register_L = uint64_t;
using register_F = float;
using register_D = double;

using code_H = uint16_t;
using code_R = uint32_t;
using code_L = uint64_t;
using code_F = uint32_t;
using code_D = uint64_t;

// Moves, not conversions: the bits stay.
static __device__ uint16_t into_H(uint64_t x)
{
    return static_cast<uint16_t>(x);
}
static __device__ uint32_t into_R(uint64_t x)
{
    return static_cast<uint32_t>(x);
}
static __device__ uint64_t into_L(uint64_t x)
{
    return x;
}
static __device__ float into_F(uint64_t x)
{
    return __uint_as_float(static_cast<uint32_t>(x));
}
static __device__ double into_D(uint64_t x)
{
    return __longlong_as_double(static_cast<long long>(x));
}

static __device__ uint16_t out_of(uint16_t x)
{
    return x;
}
static __device__ uint32_t out_of(uint32_t x)
{
    return x;
}
static __device__ uint64_t out_of(uint64_t x)
{
    return x;
}
static __device__ uint32_t out_of(float x)
{
    return __float_as_uint(x);
}
static __device__ uint64_t out_of(double x)
{
    return static_cast<uint64_t>(__double_as_longlong(x));
}

// ---- A struct for each line of the table, numbered by the line ------------------------------------------------------

template <int line> struct instruction;

#define DEFINE(type, statements)                                                                                       \
    template <> struct instruction<__LINE__> {                                                                         \
        using result = type;                                                                                           \
        static __device__ result apply(uint64_t x, uint64_t y, uint64_t z)                                             \
        {                                                                                                              \
            statements                                                                                                 \
        }                                                                                                              \
    };
#define I1(out, in, text)                                                                                              \
    DEFINE(code_##out, register_##out r; asm(text " %0, %1;"                                                           \
                                             : "=" CONSTRAINT_##out(r)                                                 \
                                             : CONSTRAINT_##in(into_##in(x)));                                         \
           return out_of(r);)
#define I2(out, in, text)                                                                                              \
    DEFINE(code_##out, register_##out r; asm(text " %0, %1, %2;"                                                       \
                                             : "=" CONSTRAINT_##out(r)                                                 \
                                             : CONSTRAINT_##in(into_##in(x)), CONSTRAINT_##in(into_##in(y)));          \
           return out_of(r);)
#define I3(out, in, text)                                                                                              \
    DEFINE(code_##out, register_##out r;                                                                               \
           asm(text " %0, %1, %2, %3;"                                                                                 \
               : "=" CONSTRAINT_##out(r)                                                                               \
               : CONSTRAINT_##in(into_##in(x)), CONSTRAINT_##in(into_##in(y)), CONSTRAINT_##in(into_##in(z)));         \
           return out_of(r);)
// The lower one of two lanes.
#define TWO_OF_F(text)                                                                                                 \
    DEFINE(uint8_t, uint16_t r; asm(text " %0, %1, %2;"                                                                \
                                    : "=h"(r)                                                                          \
                                    : "f"(1.0f), "f"(into_F(x)));                                                      \
           return static_cast<uint8_t>(r);)
#define TWO_OF_H(text)                                                                                                 \
    DEFINE(uint8_t, uint16_t r; asm(text " %0, %1;" : "=h"(r) : "r"(into_R(x))); return static_cast<uint8_t>(r);)
#define TWO_TO_H(text)                                                                                                 \
    DEFINE(uint16_t, uint32_t r; asm(text " %0, %1;" : "=r"(r) : "h"(into_H(x))); return static_cast<uint16_t>(r);)
#include "instructions.inc"
#undef I1
#undef I2
#undef I3
#undef TWO_OF_F
#undef TWO_OF_H
#undef TWO_TO_H

#define ROW(text)         {text, silicon_on_gpu<instruction<__LINE__>>, nullptr},
#define I1(out, in, text) ROW(text)
#define I2(out, in, text) ROW(text)
#define I3(out, in, text) ROW(text)
#define TWO_OF_F(text)    ROW(text)
#define TWO_OF_H(text)    ROW(text)
#define TWO_TO_H(text)    ROW(text)
static const silicon_row rows[] = {
#include "instructions.inc"
};

const silicon_row *silicon_instruction(size_t index)
{
    return index < sizeof rows / sizeof rows[0] ? &rows[index] : nullptr;
}

// ---- Buffers --------------------------------------------------------------------------------------------------------

static struct {
    void *device, *host;
    cudaEvent_t done;
} buffers[SILICON_BUFFERS];
static uint64_t *listed;

static void require(cudaError_t error, const char *what)
{
    if (error != cudaSuccess) {
        fprintf(stderr, "test-gpu: %s: %s\n", what, cudaGetErrorString(error));
        exit(2);
    }
}

int silicon_open(char *text, size_t size)
{
    int count = 0;
    cudaDeviceProp properties;
    if (cudaGetDeviceCount(&count) != cudaSuccess || count == 0 ||
        cudaGetDeviceProperties(&properties, 0) != cudaSuccess) {
        fprintf(stderr, "test-gpu: expected an NVIDIA GPU with its driver: none was found\n");
        return 0;
    }
    if (properties.major < 9) {
        fprintf(stderr, "test-gpu: expected a GPU of compute capability 9.0 or later: %s has %d.%d\n", properties.name,
                properties.major, properties.minor);
        return 0;
    }
    int driver = 0, runtime = 0;
    require(cudaDriverGetVersion(&driver), "cudaDriverGetVersion");
    require(cudaRuntimeGetVersion(&runtime), "cudaRuntimeGetVersion");
    snprintf(text, size, "%s, compute capability %d.%d, driver for CUDA %d.%d, runtime %d.%d", properties.name,
             properties.major, properties.minor, driver / 1000, driver % 1000 / 10, runtime / 1000,
             runtime % 1000 / 10);
    for (auto &buffer : buffers) {
        require(cudaMalloc(&buffer.device, SILICON_BUFFER_BYTES), "cudaMalloc");
        require(cudaMallocHost(&buffer.host, SILICON_BUFFER_BYTES), "cudaMallocHost");
        require(cudaEventCreateWithFlags(&buffer.done, cudaEventDisableTiming), "cudaEventCreateWithFlags");
    }
    require(cudaMalloc(reinterpret_cast<void **>(&listed), SILICON_BUFFER_BYTES), "cudaMalloc");
    return 1;
}

void silicon_begin(int buffer, const silicon_row *row, silicon_job job, size_t result_size)
{
    job.results = buffers[buffer].device;
    if (job.list != nullptr) {
        require(cudaMemcpy(listed, job.list, job.count * SILICON_OPERANDS_MAX * sizeof *listed, cudaMemcpyHostToDevice),
                "cudaMemcpy");
        job.list = listed;
    }
    row->on_gpu(&job);
    require(cudaGetLastError(), row->name);
    require(
        cudaMemcpyAsync(buffers[buffer].host, buffers[buffer].device, job.count * result_size, cudaMemcpyDeviceToHost),
        "cudaMemcpyAsync");
    require(cudaEventRecord(buffers[buffer].done), "cudaEventRecord");
}

const void *silicon_finish(int buffer)
{
    require(cudaEventSynchronize(buffers[buffer].done), "cudaEventSynchronize");
    return buffers[buffer].host;
}
