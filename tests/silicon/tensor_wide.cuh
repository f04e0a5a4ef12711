/* SPDX-License-Identifier: Apache-2.0
 *
 * wgmma with n above 8, for FP32 results: is a result the same whatever n?
 */
#pragma once
#include "tensor_wgmma.cuh"

#define D4(I)  "+r"(d[I]), "+r"(d[I + 1]), "+r"(d[I + 2]), "+r"(d[I + 3])
#define D8(I)  D4(I), D4(I + 4)
#define D32(I) D8(I), D8(I + 8), D8(I + 16), D8(I + 24)
#define D128   D32(0), D32(32), D32(64), D32(96)
#define LIST16 "%0, %1, %2, %3, %4, %5, %6, %7"
#define WGMMA_N16(NAME, TEXT, SCALES)                                                                                  \
    struct NAME {                                                                                                      \
        static constexpr int N = 16;                                                                                   \
        static __device__ void issue(uint32_t *d, uint64_t a, uint64_t b)                                              \
        {                                                                                                              \
            asm volatile("wgmma.mma_async.sync.aligned." TEXT " {" LIST16 "}, %8, %9, 1, " SCALES ";"                  \
                         : D8(0)                                                                                       \
                         : "l"(a), "l"(b)                                                                              \
                         : "memory");                                                                                  \
        }                                                                                                              \
    };
#define LIST64                                                                                                         \
    "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %20, %21, "             \
    "%22, %23, %24, %25, %26, %27, %28, %29, %30, %31"
#define WGMMA_N64(NAME, TEXT, SCALES)                                                                                  \
    struct NAME {                                                                                                      \
        static constexpr int N = 64;                                                                                   \
        static __device__ void issue(uint32_t *d, uint64_t a, uint64_t b)                                              \
        {                                                                                                              \
            asm volatile("wgmma.mma_async.sync.aligned." TEXT " {" LIST64 "}, %32, %33, 1, " SCALES ";"                \
                         : D32(0)                                                                                      \
                         : "l"(a), "l"(b)                                                                              \
                         : "memory");                                                                                  \
        }                                                                                                              \
    };
#define LIST256                                                                                                        \
    "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %20, %21, "             \
    "%22, %23, %24, %25, %26, %27, %28, %29, %30, %31, %32, %33, %34, %35, %36, %37, %38, %39, %40, %41, "             \
    "%42, %43, %44, %45, %46, %47, %48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, "             \
    "%62, %63, %64, %65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79, %80, %81, "             \
    "%82, %83, %84, %85, %86, %87, %88, %89, %90, %91, %92, %93, %94, %95, %96, %97, %98, %99, %100, "                 \
    "%101, %102, %103, %104, %105, %106, %107, %108, %109, %110, %111, %112, %113, %114, %115, %116, "                 \
    "%117, %118, %119, %120, %121, %122, %123, %124, %125, %126, %127"
#define WGMMA_N256(NAME, TEXT, SCALES)                                                                                 \
    struct NAME {                                                                                                      \
        static constexpr int N = 256;                                                                                  \
        static __device__ void issue(uint32_t *d, uint64_t a, uint64_t b)                                              \
        {                                                                                                              \
            asm volatile("wgmma.mma_async.sync.aligned." TEXT " {" LIST256 "}, %128, %129, 1, " SCALES ";"             \
                         : D128                                                                                        \
                         : "l"(a), "l"(b)                                                                              \
                         : "memory");                                                                                  \
        }                                                                                                              \
    };

/* A block a tile; the layout of the tiles is that of wgmma_tiles. */
template <class I>
__global__ void wgmma_wide_tiles(const char *a, const char *b, const char *c, char *d, size_t tiles, int links,
                                 int exchanged)
{
    enum { M = 64, N = I::N, ROW = 32, A = M * ROW, B = N * ROW };
    __shared__ __align__(128) char sa[A], sb[B];
    const int thread = threadIdx.x, lane = thread % 32, group = thread / 32 * 16 + lane / 4, member = lane % 4;
    const int one = exchanged ? 256 : 128, other = exchanged ? 128 : 256;
    for (size_t tile = blockIdx.x; tile < tiles; tile += gridDim.x) {
        uint32_t acc[N / 2];
#pragma unroll
        for (int i = 0; i < N / 2; i++) {
            const int r = group + 8 * (i / 2 % 2), column = i / 4 * 8 + 2 * member + i % 2;
            acc[i] = *(const uint32_t *)(c + (tile * M * N + r * N + column) * 4);
        }
        for (int link = 0; link < links; link++) {
            __syncthreads();
            for (int row = thread / 2; row < N || row < M; row += 64) {
                const int half = thread % 2, at = row / 8 * 256 + half * 128 + row % 8 * 16;
                const size_t k = (size_t)link * ROW + half * 16;
                if (row < M) {
                    *(uint4 *)(sa + at) = *(const uint4 *)(a + (tile * M + row) * ROW * links + k);
                }
                if (row < N) {
                    *(uint4 *)(sb + at) = *(const uint4 *)(b + (tile * N + row) * ROW * links + k);
                }
            }
            asm volatile("fence.proxy.async;" ::: "memory");
            __syncthreads();
            asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
            I::issue(acc, descriptor(sa, one, other), descriptor(sb, one, other));
            asm volatile("wgmma.commit_group.sync.aligned; wgmma.wait_group.sync.aligned 0;" ::: "memory");
        }
#pragma unroll
        for (int i = 0; i < N / 2; i++) {
            asm volatile("" : "+r"(acc[i])::"memory");
            const int r = group + 8 * (i / 2 % 2), column = i / 4 * 8 + 2 * member + i % 2;
            *(uint32_t *)(d + (tile * M * N + r * N + column) * 4) = acc[i];
        }
    }
}
