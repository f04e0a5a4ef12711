/* SPDX-License-Identifier: Apache-2.0
 *
 * memory_report.h - tables and pictures of lesson 13: ledgers (memory_model.h) as rows, bars, curves and files.
 */
#ifndef HALFULP_MEMORY_REPORT_H
#define HALFULP_MEMORY_REPORT_H

#include "memory_model.h"

/* "16P + 2A" */
typedef struct {
    char text[24];
} report_formula;

report_formula report_formula_of(int policy, trainer_optimizer optimizer);

/* A bar of ledger/full * width letters: w weights, M master, g gradients, m and v moments, c compensation,
 * a activations; d gradients of activations, . workspace, b books. Of the first `roles` roles. */
void report_bar(const lesson *l, const ledger *account, int roles, int64_t full, int width);

/* What a table of all policies with an optimizer found: how many rows differ from the formula, and roles from the
 * table by hand; and parts in a thousand of FP32's bytes for FP16 with a master, in the batch of the last column. */
typedef struct {
    int64_t rows_differing, roles_differing, permille;
} report_found;

/* Prints bytes per element by role, the formula, and bytes and ratios to FP32 at two batches. With --plots, rows of
 * policy, optimizer, batch, role and bytes are written into `file`. */
report_found report_policies(const lesson *l, const trainer_data *data, trainer_optimizer optimizer,
                             const int batches[2], FILE *file);

/* Curves of the ratio to FP32 with Adam against the batch, by the formula. */
void report_batches(const lesson *l);

/* The first batch at which a policy takes at most 3/4 of FP32's bytes: `batch`, the one before, or, if neither does,
 * the next one. By ledgers. */
int report_quarter(const lesson *l, const trainer_data *data, const ledger_network *n, int policy,
                   trainer_optimizer optimizer, int batch);

/* The first batch, from this one on, at which autocast style with Adam takes no more than FP32: 18P + 2A <= 16P + 4A.
 * By ledgers. */
int report_break_even(const lesson *l, const trainer_data *data, int batch);

/* The bigger network, all policies with Adam, three batches: how many roles are not as by hand. */
int64_t report_bigger(const lesson *l, const trainer_data *data);

/* Prints all memory with Adam, and returns the ratio of FP16 with a master to FP32. With --plots, it draws it. */
double report_all_memory(lesson *l, const trainer_data *data, int batch, const char *table);

/* Bytes that an update reads and writes for each parameter. */
typedef struct {
    int64_t reads, writes;
} report_traffic;

report_traffic report_traffic_of(const ledger *account, int64_t parameters);

#endif
