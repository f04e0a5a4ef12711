// SPDX-License-Identifier: Apache-2.0
//
// ml_dtypes, as headers from the directory that ML_DTYPES_DIR names, and Eigen, its submodule or the system's, to which
// it leaves FP16 and BF16: loops as NumPy runs them.
#include "bench/peers.h"

#include <cmath>
#include <cstring>

#include <ml_dtypes/include/float8.h>

template <typename From, typename To> static void convert(const void *x, const void *, void *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        static_cast<To *>(out)[i] = static_cast<To>(static_cast<const From *>(x)[i]);
    }
}

enum operation { ADD, SUB, MUL, DIV, SQRT };

template <typename T, operation OP> static T apply(T x, T y)
{
    switch (OP) {
    case ADD:
        return x + y;
    case SUB:
        return x - y;
    case MUL:
        return x * y;
    case DIV:
        return x / y;
    default:
        return static_cast<T>(std::sqrt(static_cast<float>(x)));
    }
}

template <typename T, operation OP> static void arrays_of(const void *x, const void *y, void *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        static_cast<T *>(out)[i] = apply<T, OP>(static_cast<const T *>(x)[i], static_cast<const T *>(y)[i]);
    }
}

template <typename T> static T number(uint64_t code)
{
    T x;
    std::memcpy(static_cast<void *>(&x), &code, sizeof x); // little-endian, as the processors that it is measured on
    return x;
}

template <typename T> static uint64_t code_of(T x)
{
    uint64_t code = 0;
    std::memcpy(&code, &x, sizeof x);
    return code;
}

template <typename T, operation OP> static uint32_t calls_of(bench_codes *c, size_t begin, size_t end, hu_env *)
{
    for (size_t i = begin; i < end; i++) {
        c->out[i] = code_of(apply<T, OP>(number<T>(c->x[i]), number<T>(c->y[i])));
    }
    return 0;
}

template <typename From, typename To> static uint32_t conversions(bench_codes *c, size_t begin, size_t end, hu_env *)
{
    for (size_t i = begin; i < end; i++) {
        c->out[i] = code_of(static_cast<To>(number<From>(c->x[i])));
    }
    return 0;
}

using fp16 = Eigen::half;
using bf16 = Eigen::bfloat16;
using e4m3 = ml_dtypes::float8_e4m3fn;
using e5m2 = ml_dtypes::float8_e5m2;

#define CALLS_OF(f)                                                                                                    \
    {#f " add", calls_of<f, ADD>}, {#f " sub", calls_of<f, SUB>}, {#f " mul", calls_of<f, MUL>},                       \
        {#f " div", calls_of<f, DIV>}, {#f " sqrt", calls_of<f, SQRT>}, {"fp32 to " #f, conversions<float, f>},        \
    {                                                                                                                  \
        #f " to fp32", conversions<f, float>                                                                           \
    }
static const bench_scalar scalars[] = {CALLS_OF(fp16), CALLS_OF(bf16), CALLS_OF(e4m3), CALLS_OF(e5m2),
                                      {nullptr, nullptr}};

#define LOOPS_OF(f)                                                                                                    \
    {"fp32 to " #f, convert<float, f>}, {#f " to fp32", convert<f, float>}, {#f " add", arrays_of<f, ADD>},            \
    {                                                                                                                  \
        #f " mul", arrays_of<f, MUL>                                                                                   \
    }
static const bench_array arrays[] = {LOOPS_OF(fp16), LOOPS_OF(bf16), LOOPS_OF(e4m3), LOOPS_OF(e5m2),
                                    {nullptr, nullptr}};

const bench_peer bench_ml_dtypes = {"ml_dtypes", nullptr, scalars, arrays, false, false};
