/* SPDX-License-Identifier: Apache-2.0
 *
 * mma.sync, and where its elements lie: PTX ISA, "Matrix Fragments for mma.m16n8k4" and the like. In all shapes
 * m16n8kK the registers of a thread hold runs of adjacent k, so one description serves all.
 */
#pragma once
#include <stdint.h>

/* Shape, bytes of an element of a and b, bytes of an element of c and d, registers of d, a and b, and their type. */
template <int M_, int K_, int XB_, int DB_, int RD_, int RA_, int RB_, class W_> struct mma_shape {
    static constexpr int M = M_, N = 8, K = K_, XB = XB_, DB = DB_, RD = RD_, RA = RA_, RB = RB_;
    typedef W_ word;
};

#define MMA_2_1_1(NAME, SHAPE, C, TEXT)                                                                                \
    struct NAME : SHAPE {                                                                                              \
        static __device__ void issue(word *d, const word *a, const word *b)                                            \
        {                                                                                                              \
            asm volatile("mma.sync.aligned." TEXT " {%0, %1}, {%2}, {%3}, {%0, %1};"                                   \
                         : "+" C(d[0]), "+" C(d[1])                                                                    \
                         : C(a[0]), C(b[0]));                                                                          \
        }                                                                                                              \
    };
#define MMA_4_2_1(NAME, SHAPE, C, TEXT)                                                                                \
    struct NAME : SHAPE {                                                                                              \
        static __device__ void issue(word *d, const word *a, const word *b)                                            \
        {                                                                                                              \
            asm volatile("mma.sync.aligned." TEXT " {%0, %1, %2, %3}, {%4, %5}, {%6}, {%0, %1, %2, %3};"               \
                         : "+" C(d[0]), "+" C(d[1]), "+" C(d[2]), "+" C(d[3])                                          \
                         : C(a[0]), C(a[1]), C(b[0]));                                                                 \
        }                                                                                                              \
    };
#define MMA_4_4_2(NAME, SHAPE, C, TEXT)                                                                                \
    struct NAME : SHAPE {                                                                                              \
        static __device__ void issue(word *d, const word *a, const word *b)                                            \
        {                                                                                                              \
            asm volatile("mma.sync.aligned." TEXT " {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"   \
                         : "+" C(d[0]), "+" C(d[1]), "+" C(d[2]), "+" C(d[3])                                          \
                         : C(a[0]), C(a[1]), C(a[2]), C(a[3]), C(b[0]), C(b[1]));                                      \
        }                                                                                                              \
    };
#define MMA_4_8_4(NAME, SHAPE, C, TEXT)                                                                                \
    struct NAME : SHAPE {                                                                                              \
        static __device__ void issue(word *d, const word *a, const word *b)                                            \
        {                                                                                                              \
            asm volatile("mma.sync.aligned." TEXT " {%0, %1, %2, %3}, {%4, %5, %6, %7, %8, %9, %10, %11}, "            \
                         "{%12, %13, %14, %15}, {%0, %1, %2, %3};"                                                     \
                         : "+" C(d[0]), "+" C(d[1]), "+" C(d[2]), "+" C(d[3])                                          \
                         : C(a[0]), C(a[1]), C(a[2]), C(a[3]), C(a[4]), C(a[5]), C(a[6]), C(a[7]), C(b[0]), C(b[1]),   \
                           C(b[2]), C(b[3]));                                                                          \
        }                                                                                                              \
    };
#define MMA_2_2_1(NAME, SHAPE, C, TEXT)                                                                                \
    struct NAME : SHAPE {                                                                                              \
        static __device__ void issue(word *d, const word *a, const word *b)                                            \
        {                                                                                                              \
            asm volatile("mma.sync.aligned." TEXT " {%0, %1}, {%2, %3}, {%4}, {%0, %1};"                               \
                         : "+" C(d[0]), "+" C(d[1])                                                                    \
                         : C(a[0]), C(a[1]), C(b[0]));                                                                 \
        }                                                                                                              \
    };
#define MMA_2_4_2(NAME, SHAPE, C, TEXT)                                                                                \
    struct NAME : SHAPE {                                                                                              \
        static __device__ void issue(word *d, const word *a, const word *b)                                            \
        {                                                                                                              \
            asm volatile("mma.sync.aligned." TEXT " {%0, %1}, {%2, %3, %4, %5}, {%6, %7}, {%0, %1};"                   \
                         : "+" C(d[0]), "+" C(d[1])                                                                    \
                         : C(a[0]), C(a[1]), C(a[2]), C(a[3]), C(b[0]), C(b[1]));                                      \
        }                                                                                                              \
    };

typedef mma_shape<16, 8, 2, 4, 4, 2, 1, uint32_t> k8_16_32;
typedef mma_shape<16, 8, 2, 2, 2, 2, 1, uint32_t> k8_16_16;
typedef mma_shape<16, 16, 2, 4, 4, 4, 2, uint32_t> k16_16_32;
typedef mma_shape<16, 16, 2, 2, 2, 4, 2, uint32_t> k16_16_16;
typedef mma_shape<16, 4, 4, 4, 4, 2, 1, uint32_t> k4_32_32;
typedef mma_shape<16, 8, 4, 4, 4, 4, 2, uint32_t> k8_32_32;
typedef mma_shape<16, 16, 1, 4, 4, 2, 1, uint32_t> k16_8_32;
typedef mma_shape<16, 16, 1, 2, 2, 2, 1, uint32_t> k16_8_16;
typedef mma_shape<16, 32, 1, 4, 4, 4, 2, uint32_t> k32_8_32;
typedef mma_shape<16, 32, 1, 2, 2, 4, 2, uint32_t> k32_8_16;
typedef mma_shape<8, 4, 8, 8, 2, 1, 1, uint64_t> m8k4_64;
typedef mma_shape<16, 4, 8, 8, 4, 2, 1, uint64_t> k4_64;
typedef mma_shape<16, 8, 8, 8, 4, 4, 2, uint64_t> k8_64;
typedef mma_shape<16, 16, 8, 8, 4, 8, 4, uint64_t> k16_64;

/* A warp a tile. */
template <class I>
__global__ void mma_tiles(const char *a, const char *b, const char *c, char *d, size_t tiles, int links)
{
    typedef typename I::word word;
    const int lane = threadIdx.x % 32, group = lane / 4, member = lane % 4;
    const int run = (int)sizeof(word) / I::XB, run_d = (int)sizeof(word) / I::DB, k_all = I::K * links;
    const size_t warps = (size_t)gridDim.x * blockDim.x / 32;
    for (size_t tile = ((size_t)blockIdx.x * blockDim.x + threadIdx.x) / 32; tile < tiles; tile += warps) {
        const char *ta = a + tile * I::M * k_all * I::XB, *tb = b + tile * I::N * k_all * I::XB;
        const size_t td = tile * I::M * I::N;
        word acc[I::RD], ra[I::RA], rb[I::RB];
        for (int w = 0; w < I::RD; w++) {
            const int i = w * run_d, row = group + 8 * (i / 2), column = 2 * member + i % 2;
            acc[w] = *(const word *)(c + (td + row * I::N + column) * I::DB);
        }
        for (int link = 0; link < links; link++) {
            for (int r = 0; r < I::RA; r++) {
                const int row = group + 8 * (r % 2), k = link * I::K + member * run + r / 2 * 4 * run;
                ra[r] = *(const word *)(ta + ((size_t)row * k_all + k) * I::XB);
            }
            for (int r = 0; r < I::RB; r++) {
                const int k = link * I::K + member * run + r * 4 * run;
                rb[r] = *(const word *)(tb + ((size_t)group * k_all + k) * I::XB);
            }
            I::issue(acc, ra, rb);
        }
        for (int w = 0; w < I::RD; w++) {
            const int i = w * run_d, row = group + 8 * (i / 2), column = 2 * member + i % 2;
            *(word *)(d + (td + row * I::N + column) * I::DB) = acc[w];
        }
    }
}

/* Volta's form: each of four groups of eight threads computes a tile of 8 x 8 x 4. */
template <bool WIDE> __device__ void issue_m8n8k4(uint32_t *d, const uint32_t *a, const uint32_t *b)
{
    if constexpr (WIDE) {
        asm volatile("mma.sync.aligned.m8n8k4.row.col.f32.f16.f16.f32 {%0, %1, %2, %3, %4, %5, %6, %7}, {%8, %9}, "
                     "{%10, %11}, {%0, %1, %2, %3, %4, %5, %6, %7};"
                     : "+r"(d[0]), "+r"(d[1]), "+r"(d[2]), "+r"(d[3]), "+r"(d[4]), "+r"(d[5]), "+r"(d[6]), "+r"(d[7])
                     : "r"(a[0]), "r"(a[1]), "r"(b[0]), "r"(b[1]));
    } else {
        asm volatile("mma.sync.aligned.m8n8k4.row.col.f16.f16.f16.f16 {%0, %1, %2, %3}, {%4, %5}, {%6, %7}, "
                     "{%0, %1, %2, %3};"
                     : "+r"(d[0]), "+r"(d[1]), "+r"(d[2]), "+r"(d[3])
                     : "r"(a[0]), "r"(a[1]), "r"(b[0]), "r"(b[1]));
    }
}

template <bool WIDE>
__global__ void volta_tiles(const char *a, const char *b, const char *c, char *d, size_t tiles, int links)
{
    const int lane = threadIdx.x % 32, part = lane % 16 / 4, own = lane % 4 + (lane >= 16 ? 4 : 0);
    const int words = WIDE ? 8 : 4, size = WIDE ? 4 : 2, k_all = 4 * links;
    const size_t warps = (size_t)gridDim.x * blockDim.x / 32;
    for (size_t base = ((size_t)blockIdx.x * blockDim.x + threadIdx.x) / 32 * 4; base < tiles; base += warps * 4) {
        const size_t tile = base + part;
        const bool there = tile < tiles;
        uint32_t acc[8], ra[2], rb[2];
        size_t at[8];
        for (int w = 0; w < words; w++) {
            const int row = WIDE ? (lane & 1) + (w & 2) + (lane >= 16 ? 4 : 0) : own;
            const int column = WIDE ? (w & 4) + (lane & 2) + (w & 1) : 2 * w;
            at[w] = (tile * 64 + row * 8 + column) * size;
            acc[w] = there ? *(const uint32_t *)(c + at[w]) : 0;
        }
        for (int link = 0; link < links; link++) {
            const size_t from = (tile * 8 + own) * k_all + link * 4;
            for (int w = 0; w < 2; w++) {
                ra[w] = there ? *(const uint32_t *)(a + (from + 2 * w) * 2) : 0;
                rb[w] = there ? *(const uint32_t *)(b + (from + 2 * w) * 2) : 0;
            }
            issue_m8n8k4<WIDE>(acc, ra, rb);
        }
        for (int w = 0; w < words && there; w++) {
            *(uint32_t *)(d + at[w]) = acc[w];
        }
    }
}
