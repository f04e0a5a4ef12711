/* SPDX-License-Identifier: Apache-2.0
 *
 * kernel.cuh - one kernel, and one loop for the processor, for each instruction: a struct with the type of its result
 * and a function `apply` from codes to a code.
 */
#ifndef SILICON_KERNEL_CUH
#define SILICON_KERNEL_CUH

#include "gpu.h"

template <class Instruction> __global__ void silicon_kernel(silicon_job job)
{
    auto *results = static_cast<typename Instruction::result *>(job.results);
    const uint64_t step = static_cast<uint64_t>(gridDim.x) * blockDim.x;
    for (uint64_t i = static_cast<uint64_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < job.count; i += step) {
        uint64_t x[SILICON_OPERANDS_MAX];
        if (job.list != nullptr) {
            for (int k = 0; k < SILICON_OPERANDS_MAX; k++) {
                x[k] = job.list[SILICON_OPERANDS_MAX * i + k];
            }
        } else {
            silicon_operands(job.plan, job.first + i, x);
        }
        results[i] = Instruction::apply(x[0], x[1], x[2]);
    }
}

template <class Instruction> void silicon_on_gpu(const silicon_job *job)
{
    silicon_kernel<Instruction><<<2048, 256>>>(*job);
}

template <class Instruction> void silicon_on_host(const silicon_job *job)
{
    auto *results = static_cast<typename Instruction::result *>(job->results);
    for (uint64_t i = 0; i < job->count; i++) {
        uint64_t x[SILICON_OPERANDS_MAX];
        silicon_operands(job->plan, job->first + i, x);
        results[i] = Instruction::apply(x[0], x[1], x[2]);
    }
}

#endif
