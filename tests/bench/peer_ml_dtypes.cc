// SPDX-License-Identifier: Apache-2.0
//
// ml_dtypes, as headers from the directory that ML_DTYPES_DIR names, and Eigen, its submodule or the system's: the loop of
// its NumPy cast.
#include "bench/arrays.h"

#include "ml_dtypes/include/float8.h"

template <typename T> static void convert(const float *x, T *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = static_cast<T>(x[i]);
    }
}

void bench_ml_dtypes(bench_format format, const float *x, void *out, size_t n)
{
    switch (format) {
    case BENCH_E4M3:
        convert(x, static_cast<ml_dtypes::float8_e4m3fn *>(out), n);
        break;
    case BENCH_E5M2:
        convert(x, static_cast<ml_dtypes::float8_e5m2 *>(out), n);
        break;
    case BENCH_FP16:
        convert(x, static_cast<Eigen::half *>(out), n);
        break;
    default:
        convert(x, static_cast<Eigen::bfloat16 *>(out), n);
        break;
    }
}
