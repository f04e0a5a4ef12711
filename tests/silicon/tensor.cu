/* SPDX-License-Identifier: Apache-2.0
 *
 * The device side of the recorder: every dense floating-point tensor instruction of sm_90a over arrays of tiles.
 */
#include <cuda_runtime.h>
#include <stdio.h>
#include <string.h>

#include "tensor.h"
#include "tensor_mma.cuh"
#include "tensor_wgmma.cuh"
#include "tensor_wide.cuh"

MMA_4_2_1(f16_k8_f32, k8_16_32, "r", "m16n8k8.row.col.f32.f16.f16.f32")
MMA_2_2_1(f16_k8_f16, k8_16_16, "r", "m16n8k8.row.col.f16.f16.f16.f16")
MMA_4_4_2(f16_k16_f32, k16_16_32, "r", "m16n8k16.row.col.f32.f16.f16.f32")
MMA_2_4_2(f16_k16_f16, k16_16_16, "r", "m16n8k16.row.col.f16.f16.f16.f16")
MMA_4_2_1(bf16_k8, k8_16_32, "r", "m16n8k8.row.col.f32.bf16.bf16.f32")
MMA_4_4_2(bf16_k16, k16_16_32, "r", "m16n8k16.row.col.f32.bf16.bf16.f32")
MMA_4_2_1(tf32_k4, k4_32_32, "r", "m16n8k4.row.col.f32.tf32.tf32.f32")
MMA_4_4_2(tf32_k8, k8_32_32, "r", "m16n8k8.row.col.f32.tf32.tf32.f32")
#define FP8(NAME, TYPES)                                                                                               \
    MMA_4_2_1(NAME##_k16_f32, k16_8_32, "r", "m16n8k16.row.col.f32." TYPES ".f32")                                     \
    MMA_2_2_1(NAME##_k16_f16, k16_8_16, "r", "m16n8k16.row.col.f16." TYPES ".f16")                                     \
    MMA_4_4_2(NAME##_k32_f32, k32_8_32, "r", "m16n8k32.row.col.f32." TYPES ".f32")                                     \
    MMA_2_4_2(NAME##_k32_f16, k32_8_16, "r", "m16n8k32.row.col.f16." TYPES ".f16")                                     \
    WGMMA4(NAME##_w_f32, 4, "m64n8k32.f32." TYPES " {%0, %1, %2, %3}, %4, %5, p, 1, 1;")                               \
    WGMMA2(NAME##_w_f16, 2, "m64n8k32.f16." TYPES " {%0, %1}, %2, %3, p, 1, 1;")
FP8(e4m3_e4m3, "e4m3.e4m3")
FP8(e4m3_e5m2, "e4m3.e5m2")
FP8(e5m2_e4m3, "e5m2.e4m3")
FP8(e5m2_e5m2, "e5m2.e5m2")
MMA_2_1_1(f64_m8k4, m8k4_64, "l", "m8n8k4.row.col.f64.f64.f64.f64")
MMA_4_2_1(f64_k4, k4_64, "l", "m16n8k4.row.col.f64.f64.f64.f64")
MMA_4_4_2(f64_k8, k8_64, "l", "m16n8k8.row.col.f64.f64.f64.f64")
MMA_4_8_4(f64_k16, k16_64, "l", "m16n8k16.row.col.f64.f64.f64.f64")
#define FOUR "{%0, %1, %2, %3}, %4, %5, p, "
WGMMA4(w_f16_f32, 4, "m64n8k16.f32.f16.f16 " FOUR "1, 1, 0, 0;")
WGMMA4(w_f16_f32_negative, 4, "m64n8k16.f32.f16.f16 " FOUR "-1, 1, 0, 0;")
WGMMA2(w_f16_f16, 2, "m64n8k16.f16.f16.f16 {%0, %1}, %2, %3, p, 1, 1, 0, 0;")
WGMMA4(w_bf16, 4, "m64n8k16.f32.bf16.bf16 " FOUR "1, 1, 0, 0;")
WGMMA4(w_tf32, 4, "m64n8k8.f32.tf32.tf32 " FOUR "1, 1;")
WGMMA4(w_e4m3_negative, 4, "m64n8k32.f32.e4m3.e4m3 " FOUR "1, -1;")
#define FOUR_REGISTERS "{%0, %1, %2, %3}, {%4, %5, %6, %7}, %8, p, "
WGMMA4_REGISTERS(w_f16_registers, 4, "m64n8k16.f32.f16.f16 " FOUR_REGISTERS "1, 1, 0;")
WGMMA4_REGISTERS(w_e4m3_registers, 4, "m64n8k32.f32.e4m3.e4m3 " FOUR_REGISTERS "1, 1;")

WGMMA_N16(n16_f16, "m64n16k16.f32.f16.f16", "1, 1, 0, 0")
WGMMA_N64(n64_f16, "m64n64k16.f32.f16.f16", "1, 1, 0, 0")
WGMMA_N256(n256_f16, "m64n256k16.f32.f16.f16", "1, 1, 0, 0")
WGMMA_N256(n256_bf16, "m64n256k16.f32.bf16.bf16", "1, 1, 0, 0")
WGMMA_N256(n256_tf32, "m64n256k8.f32.tf32.tf32", "1, 1")
WGMMA_N16(n16_e4m3, "m64n16k32.f32.e4m3.e4m3", "1, 1")
WGMMA_N64(n64_e4m3, "m64n64k32.f32.e4m3.e4m3", "1, 1")
WGMMA_N256(n256_e4m3, "m64n256k32.f32.e4m3.e4m3", "1, 1")
WGMMA_N256(n256_e5m2, "m64n256k32.f32.e5m2.e4m3", "1, 1")

typedef void launcher(const char *, const char *, const char *, char *, size_t, int, int);

template <class I> static void mma(const char *a, const char *b, const char *c, char *d, size_t tiles, int links, int)
{
    mma_tiles<I><<<1024, 128>>>(a, b, c, d, tiles, links);
}

template <bool WIDE>
static void volta(const char *a, const char *b, const char *c, char *d, size_t tiles, int links, int)
{
    volta_tiles<WIDE><<<1024, 128>>>(a, b, c, d, tiles, links);
}

template <class I, int ADD = 1>
static void wgmma(const char *a, const char *b, const char *c, char *d, size_t tiles, int links, int layout)
{
    wgmma_tiles<I><<<1056, 128>>>(a, b, c, d, tiles, links, ADD, layout);
}

template <class I>
static void wgmma_registers(const char *a, const char *b, const char *c, char *d, size_t tiles, int links, int layout)
{
    wgmma_register_tiles<I><<<1056, 128>>>(a, b, c, d, tiles, links, layout);
}

template <class I>
static void wgmma_wide(const char *a, const char *b, const char *c, char *d, size_t tiles, int links, int layout)
{
    wgmma_wide_tiles<I><<<528, 128>>>(a, b, c, d, tiles, links, layout);
}

#define FP8_ROWS(NAME, TYPES)                                                                                          \
    {"mma.m16n8k16.f32." TYPES ".f32", mma<NAME##_k16_f32>}, {"mma.m16n8k16.f16." TYPES ".f16", mma<NAME##_k16_f16>},  \
        {"mma.m16n8k32.f32." TYPES ".f32", mma<NAME##_k32_f32>},                                                       \
        {"mma.m16n8k32.f16." TYPES ".f16", mma<NAME##_k32_f16>}, {"wgmma.m64n8k32.f32." TYPES, wgmma<NAME##_w_f32>},   \
    {                                                                                                                  \
        "wgmma.m64n8k32.f16." TYPES, wgmma<NAME##_w_f16>                                                               \
    }

static const struct {
    const char *name;
    launcher *launch;
} kernels[] = {{"mma.m8n8k4.f32.f16.f16.f32", volta<true>},
               {"mma.m8n8k4.f16.f16.f16.f16", volta<false>},
               {"mma.m16n8k8.f32.f16.f16.f32", mma<f16_k8_f32>},
               {"mma.m16n8k8.f16.f16.f16.f16", mma<f16_k8_f16>},
               {"mma.m16n8k16.f32.f16.f16.f32", mma<f16_k16_f32>},
               {"mma.m16n8k16.f16.f16.f16.f16", mma<f16_k16_f16>},
               {"mma.m16n8k8.f32.bf16.bf16.f32", mma<bf16_k8>},
               {"mma.m16n8k16.f32.bf16.bf16.f32", mma<bf16_k16>},
               {"mma.m16n8k4.f32.tf32.tf32.f32", mma<tf32_k4>},
               {"mma.m16n8k8.f32.tf32.tf32.f32", mma<tf32_k8>},
               FP8_ROWS(e4m3_e4m3, "e4m3.e4m3"),
               FP8_ROWS(e4m3_e5m2, "e4m3.e5m2"),
               FP8_ROWS(e5m2_e4m3, "e5m2.e4m3"),
               FP8_ROWS(e5m2_e5m2, "e5m2.e5m2"),
               {"mma.m8n8k4.f64.f64.f64.f64", mma<f64_m8k4>},
               {"mma.m16n8k4.f64.f64.f64.f64", mma<f64_k4>},
               {"mma.m16n8k8.f64.f64.f64.f64", mma<f64_k8>},
               {"mma.m16n8k16.f64.f64.f64.f64", mma<f64_k16>},
               {"wgmma.m64n16k16.f32.f16.f16", wgmma_wide<n16_f16>},
               {"wgmma.m64n64k16.f32.f16.f16", wgmma_wide<n64_f16>},
               {"wgmma.m64n256k16.f32.f16.f16", wgmma_wide<n256_f16>},
               {"wgmma.m64n256k16.f32.bf16.bf16", wgmma_wide<n256_bf16>},
               {"wgmma.m64n256k8.f32.tf32.tf32", wgmma_wide<n256_tf32>},
               {"wgmma.m64n16k32.f32.e4m3.e4m3", wgmma_wide<n16_e4m3>},
               {"wgmma.m64n64k32.f32.e4m3.e4m3", wgmma_wide<n64_e4m3>},
               {"wgmma.m64n256k32.f32.e4m3.e4m3", wgmma_wide<n256_e4m3>},
               {"wgmma.m64n256k32.f32.e5m2.e4m3", wgmma_wide<n256_e5m2>},
               {"wgmma.m64n8k16.f32.f16.f16", wgmma<w_f16_f32>},
               {"wgmma.m64n8k16.f32.f16.f16 negated a", wgmma<w_f16_f32_negative>},
               {"wgmma.m64n8k16.f32.f16.f16 scale-d 0", wgmma<w_f16_f32, 0>},
               {"wgmma.m64n8k16.f16.f16.f16", wgmma<w_f16_f16>},
               {"wgmma.m64n8k16.f16.f16.f16 scale-d 0", wgmma<w_f16_f16, 0>},
               {"wgmma.m64n8k16.f32.bf16.bf16", wgmma<w_bf16>},
               {"wgmma.m64n8k8.f32.tf32.tf32", wgmma<w_tf32>},
               {"wgmma.m64n8k32.f32.e4m3.e4m3 negated b", wgmma<w_e4m3_negative>},
               {"wgmma.m64n8k32.f32.e4m3.e4m3 scale-d 0", wgmma<e4m3_e4m3_w_f32, 0>},
               {"wgmma.m64n8k16.f32.f16.f16 a in registers", wgmma_registers<w_f16_registers>},
               {"wgmma.m64n8k32.f32.e4m3.e4m3 a in registers", wgmma_registers<w_e4m3_registers>}};

static bool failed(const char *what)
{
    const cudaError_t error = cudaGetLastError();
    if (error != cudaSuccess) {
        fprintf(stderr, "tensor: %s: %s\n", what, cudaGetErrorString(error));
    }
    return error != cudaSuccess;
}

/* A part of the memory of the device that grows when needed. */
static char *buffer(int which, size_t size)
{
    static char *memory[4];
    static size_t room[4];
    if (room[which] < size) {
        cudaFree(memory[which]);
        cudaMalloc(&memory[which], size);
        room[which] = size;
    }
    return memory[which];
}

extern "C" const char *device_name(void)
{
    static char text[400];
    int count = 0, driver = 0, runtime = 0;
    cudaDeviceProp p;
    if (cudaGetDeviceCount(&count) != cudaSuccess || count == 0 || cudaGetDeviceProperties(&p, 0) != cudaSuccess) {
        return NULL;
    }
    cudaDriverGetVersion(&driver);
    cudaRuntimeGetVersion(&runtime);
    snprintf(text, sizeof text, "%s, sm_%d%d, CUDA driver %d, runtime %d", p.name, p.major, p.minor, driver, runtime);
    return text;
}

extern "C" int device_run(const char *name, const device_job *job)
{
    const size_t sa = job->tiles * job->a_bytes, sb = job->tiles * job->b_bytes, sd = job->tiles * job->d_bytes;
    for (const auto &kernel : kernels) {
        if (strcmp(kernel.name, name) != 0) {
            continue;
        }
        char *ga = buffer(0, sa), *gb = buffer(1, sb), *gc = buffer(2, sd), *gd = buffer(3, sd);
        cudaMemcpy(ga, job->a, sa, cudaMemcpyHostToDevice);
        cudaMemcpy(gb, job->b, sb, cudaMemcpyHostToDevice);
        cudaMemcpy(gc, job->c, sd, cudaMemcpyHostToDevice);
        cudaMemset(gd, 0x5A, sd); /* what the kernel leaves out is seen */
        kernel.launch(ga, gb, gc, gd, job->tiles, job->links, job->exchanged);
        cudaMemcpy(job->d, gd, sd, cudaMemcpyDeviceToHost);
        return failed(name) ? -1 : 0;
    }
    return -1;
}
