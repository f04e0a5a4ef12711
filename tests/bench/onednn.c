/* SPDX-License-Identifier: Apache-2.0
 *
 * oneDNN's matrix product, by version 2 of its interface; without that version, the reason why it is not measured. See
 * onednn.h.
 */
#include "bench/onednn.h"

#ifdef BENCH_ONEDNN
#include <dnnl.h>
#endif

/* Version 3 has other functions for the same. */
#if defined(BENCH_ONEDNN) && DNNL_VERSION_MAJOR == 2

#include <stdlib.h>

#include "bench/timing.h"

struct onednn_product {
    dnnl_primitive_t matmul;
    dnnl_stream_t stream;
    dnnl_exec_arg_t arguments[3];
};

static void check(dnnl_status_t status)
{
    if (status != dnnl_success) {
        bench_fail("oneDNN failed where it never should: out of memory?");
    }
}

/* False: oneDNN refuses the product. */
static bool make_matmul(onednn_product *p, const dnnl_memory_desc_t matrix[3], dnnl_engine_t engine)
{
    dnnl_matmul_desc_t operation;
    dnnl_primitive_desc_t description;
    if (dnnl_matmul_desc_init(&operation, &matrix[0], &matrix[1], NULL, &matrix[2]) != dnnl_success ||
        dnnl_primitive_desc_create(&description, &operation, NULL, engine, NULL) != dnnl_success) {
        return false;
    }
    return dnnl_primitive_create(&p->matmul, description) == dnnl_success;
}

/* The engine and the descriptions are a few bytes and stay. */
onednn_product *onednn_begin(size_t n, bool bf16, void *left, void *right, float *out, const char **why)
{
    const dnnl_dims_t sizes = {(dnnl_dim_t)n, (dnnl_dim_t)n};
    void *const data[3] = {left, right, out};
    static const int roles[3] = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST};
    onednn_product *p = calloc(1, sizeof *p);
    dnnl_engine_t engine;
    dnnl_memory_desc_t matrix[3];
    if (p == NULL) {
        bench_fail("out of memory");
    }
    check(dnnl_engine_create(&engine, dnnl_cpu, 0));
    check(dnnl_stream_create(&p->stream, engine, dnnl_stream_default_flags));
    for (int i = 0; i < 3; i++) {
        check(dnnl_memory_desc_init_by_tag(&matrix[i], 2, sizes, bf16 && i < 2 ? dnnl_bf16 : dnnl_f32, dnnl_ab));
        p->arguments[i].arg = roles[i];
        check(dnnl_memory_create(&p->arguments[i].memory, &matrix[i], engine, data[i]));
    }
    if (!make_matmul(p, matrix, engine)) {
        *why = bf16 ? "oneDNN refuses BF16 on this processor" : "oneDNN refuses the product";
        p->matmul = NULL;
        onednn_end(p);
        return NULL;
    }
    return p;
}

void onednn_run(void *product)
{
    const onednn_product *p = product;
    check(dnnl_primitive_execute(p->matmul, p->stream, 3, p->arguments));
    check(dnnl_stream_wait(p->stream));
}

void onednn_end(onednn_product *p)
{
    if (p == NULL) {
        return;
    }
    if (p->matmul != NULL) {
        dnnl_primitive_destroy(p->matmul);
    }
    dnnl_stream_destroy(p->stream);
    for (int i = 0; i < 3; i++) {
        dnnl_memory_destroy(p->arguments[i].memory);
    }
    free(p);
}

#else

onednn_product *onednn_begin(size_t n, bool bf16, void *left, void *right, float *out, const char **why)
{
    (void)n, (void)bf16, (void)left, (void)right, (void)out;
#ifdef BENCH_ONEDNN
    *why = "this bench speaks to its version 2 only";
#else
    *why = "not found when the bench was built";
#endif
    return NULL;
}

void onednn_run(void *product)
{
    (void)product;
}

void onednn_end(onednn_product *product)
{
    (void)product;
}

#endif
