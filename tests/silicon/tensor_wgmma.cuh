/* SPDX-License-Identifier: Apache-2.0
 *
 * wgmma.mma_async (sm_90a): a warp group of 128 threads, both matrices in shared memory. PTX ISA, "Asynchronous
 * Warpgroup Level Matrix Instructions". A row of a, and a column of b, is 32 bytes in every format; without swizzling
 * it lies in two "core matrices" of 8 rows of 16 bytes.
 */
#pragma once
#include <stdint.h>

#define WGMMA4(NAME, DB_, TEXT)                                                                                        \
    struct NAME {                                                                                                      \
        static constexpr int DB = DB_, RD = 4;                                                                         \
        static __device__ void issue(uint32_t *d, uint64_t a, uint64_t b, int add)                                     \
        {                                                                                                              \
            asm volatile("{.reg .pred p; setp.ne.b32 p, %6, 0; wgmma.mma_async.sync.aligned." TEXT "}"                 \
                         : "+r"(d[0]), "+r"(d[1]), "+r"(d[2]), "+r"(d[3])                                              \
                         : "l"(a), "l"(b), "r"(add)                                                                    \
                         : "memory");                                                                                  \
        }                                                                                                              \
    };
#define WGMMA2(NAME, DB_, TEXT)                                                                                        \
    struct NAME {                                                                                                      \
        static constexpr int DB = DB_, RD = 2;                                                                         \
        static __device__ void issue(uint32_t *d, uint64_t a, uint64_t b, int add)                                     \
        {                                                                                                              \
            asm volatile("{.reg .pred p; setp.ne.b32 p, %4, 0; wgmma.mma_async.sync.aligned." TEXT "}"                 \
                         : "+r"(d[0]), "+r"(d[1])                                                                      \
                         : "l"(a), "l"(b), "r"(add)                                                                    \
                         : "memory");                                                                                  \
        }                                                                                                              \
    };

/* The matrix a comes from registers, in fragments like those of mma.m16n8kK. */
#define WGMMA4_REGISTERS(NAME, DB_, TEXT)                                                                              \
    struct NAME {                                                                                                      \
        static constexpr int DB = DB_, RD = 4;                                                                         \
        static __device__ void issue(uint32_t *d, const uint32_t *a, uint64_t b, int add)                              \
        {                                                                                                              \
            asm volatile("{.reg .pred p; setp.ne.b32 p, %9, 0; wgmma.mma_async.sync.aligned." TEXT "}"                 \
                         : "+r"(d[0]), "+r"(d[1]), "+r"(d[2]), "+r"(d[3])                                              \
                         : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b), "r"(add)                                \
                         : "memory");                                                                                  \
        }                                                                                                              \
    };

/* A descriptor without swizzling: the address, the stride between core matrices that are neighbours in k, and the one
 * between those that are neighbours in m or n, all in units of 16 bytes. */
static __device__ uint64_t descriptor(const void *p, int stride_k, int stride_mn)
{
    const uint64_t address = (uint64_t)__cvta_generic_to_shared(p);
    return (address & 0x3FFFF) >> 4 | (uint64_t)(stride_k >> 4) << 16 | (uint64_t)(stride_mn >> 4) << 32;
}

/* A block a tile, or more tiles one after another. All links of a chain are issued before any is waited for, as real
 * kernels do. `add` = 0: the first instruction ignores c. */
template <class I>
__global__ void wgmma_tiles(const char *a, const char *b, const char *c, char *d, size_t tiles, int links, int add,
                            int exchanged)
{
    enum { M = 64, N = 8, ROW = 32, A = M * ROW, B = N * ROW };
    __shared__ __align__(128) char sa[4 * A], sb[4 * B];
    const int thread = threadIdx.x, lane = thread % 32, group = thread / 32 * 16 + lane / 4, member = lane % 4;
    const int run_d = 4 / I::DB;
    for (size_t tile = blockIdx.x; tile < tiles; tile += gridDim.x) {
        const int row = thread / 2, half = thread % 2, at = row / 8 * 256 + half * 128 + row % 8 * 16;
        __syncthreads();
        for (int link = 0; link < links; link++) {
            const size_t k = (size_t)link * ROW + half * 16;
            *(uint4 *)(sa + link * A + at) = *(const uint4 *)(a + (tile * M + row) * ROW * links + k);
            if (row < N) {
                *(uint4 *)(sb + link * B + at) = *(const uint4 *)(b + (tile * N + row) * ROW * links + k);
            }
        }
        uint32_t acc[I::RD];
        for (int w = 0; w < I::RD; w++) {
            const int i = w * run_d, r = group + 8 * (i / 2), column = 2 * member + i % 2;
            acc[w] = *(const uint32_t *)(c + (tile * M * N + r * N + column) * I::DB);
        }
        asm volatile("fence.proxy.async;" ::: "memory");
        __syncthreads();
        asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
        for (int link = 0; link < links; link++) {
            I::issue(acc, descriptor(sa + link * A, exchanged ? 256 : 128, exchanged ? 128 : 256),
                     descriptor(sb + link * B, exchanged ? 256 : 128, exchanged ? 128 : 256), add | link);
        }
        asm volatile("wgmma.commit_group.sync.aligned; wgmma.wait_group.sync.aligned 0;" ::: "memory");
        for (int w = 0; w < I::RD; w++) {
            asm volatile("" : "+r"(acc[w])::"memory");
            const int i = w * run_d, r = group + 8 * (i / 2), column = 2 * member + i % 2;
            *(uint32_t *)(d + (tile * M * N + r * N + column) * I::DB) = acc[w];
        }
    }
}

template <class I>
__global__ void wgmma_register_tiles(const char *a, const char *b, const char *c, char *d, size_t tiles, int links,
                                     int exchanged)
{
    enum { M = 64, N = 8, ROW = 32, B = N * ROW };
    __shared__ __align__(128) char sb[B];
    const int thread = threadIdx.x, lane = thread % 32, group = thread / 32 * 16 + lane / 4, member = lane % 4;
    for (size_t tile = blockIdx.x; tile < tiles; tile += gridDim.x) {
        uint32_t acc[I::RD], ra[4];
        for (int i = 0; i < I::RD; i++) {
            acc[i] = *(const uint32_t *)(c + (tile * M * N + (group + 8 * (i / 2)) * N + 2 * member + i % 2) * I::DB);
        }
        for (int link = 0; link < links; link++) {
            __syncthreads();
            if (thread < 2 * N) {
                const size_t from = (tile * N + thread / 2) * ROW * links + link * ROW + thread % 2 * 16;
                *(uint4 *)(sb + thread % 2 * 128 + thread / 2 * 16) = *(const uint4 *)(b + from);
            }
            for (int r = 0; r < 4; r++) {
                const size_t row = tile * M + group + 8 * (r % 2);
                ra[r] = *(const uint32_t *)(a + row * ROW * links + link * ROW + member * 4 + r / 2 * 16);
            }
            asm volatile("fence.proxy.async;" ::: "memory");
            __syncthreads();
            asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
            I::issue(acc, ra, descriptor(sb, exchanged ? 256 : 128, exchanged ? 128 : 256), 1);
            asm volatile("wgmma.commit_group.sync.aligned; wgmma.wait_group.sync.aligned 0;" ::: "memory");
        }
        for (int i = 0; i < I::RD; i++) {
            asm volatile("" : "+r"(acc[i])::"memory");
            *(uint32_t *)(d + (tile * M * N + (group + 8 * (i / 2)) * N + 2 * member + i % 2) * I::DB) = acc[i];
        }
    }
}
