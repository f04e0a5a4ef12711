/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of models: the rows of all architectures, and the function that applies any of them after checking its
 * arguments.
 */
#include <assert.h>
#include <string.h>

#include "rows.h"

/* ---- The table --------------------------------------------------------------------------------------------------- */

static const hu_model_rows *const parts[] = {&hu_model_rows_x86, &hu_model_rows_avx10, &hu_model_rows_arm,
                                             &hu_model_rows_riscv, &hu_model_rows_nvidia};
enum { PARTS = sizeof parts / sizeof parts[0] };

static const hu_model_row *row_at(size_t index)
{
    for (size_t i = 0; i < PARTS; i++) {
        if (index < parts[i]->count) {
            return &parts[i]->row[index];
        }
        index -= parts[i]->count;
    }
    return NULL;
}

/* NULL for a model that is not in the table. */
static const hu_model_row *row_of(const hu_model *model)
{
    for (size_t i = 0; i < PARTS; i++) {
        for (size_t k = 0; k < parts[i]->count; k++) {
            if (model == &parts[i]->row[k].model) {
                return &parts[i]->row[k];
            }
        }
    }
    return NULL;
}

const hu_model *hu_model_at(size_t index)
{
    const hu_model_row *row = row_at(index);
    return row == NULL ? NULL : &row->model;
}

const hu_model *hu_model_find(const char *name)
{
    assert(name != NULL);
    const hu_model *model;
    for (size_t i = 0; (model = hu_model_at(i)) != NULL; i++) {
        if (strcmp(name, model->name) == 0) {
            return model;
        }
    }
    return NULL;
}

/* ---- The checked call -------------------------------------------------------------------------------------------- */

size_t hu_model_operand_count(const hu_model *model, uint32_t groups)
{
    size_t count = 0;
    assert(model != NULL);
    if (model->groups_max == 0) {
        groups = 0;
    } else if (groups == 0 || groups > model->groups_max) {
        return 0;
    }
    for (uint32_t i = 0; i < model->operands; i++) {
        count += (size_t)model->operand[i].count * (model->operand[i].grouped != 0 ? groups : 1);
    }
    return count;
}

/* The number of groups in that many operands, 0 if nothing is grouped; -1: no number of groups has that many
 * operands. */
static int find_groups(const hu_model *model, size_t operand_count)
{
    const int first = model->groups_max == 0 ? 0 : 1;
    for (int groups = first; groups <= (int)model->groups_max; groups++) {
        if (hu_model_operand_count(model, (uint32_t)groups) == operand_count) {
            return groups;
        }
    }
    return -1;
}

static bool operands_in_range(const hu_model *model, const uint64_t *operands, uint32_t groups)
{
    size_t at = 0;
    uint64_t above = 0;
    for (uint32_t i = 0; i < model->operands; i++) {
        const hu_model_vector *v = &model->operand[i];
        const size_t end = at + (size_t)v->count * (v->grouped != 0 ? groups : 1);
        for (; at < end; at++) {
            above |= operands[at] & ~hu_ones(hu_width(v->format));
        }
    }
    return above == 0;
}

static bool control_usable(const hu_model *model, uint32_t control, uint32_t immediate)
{
    const hu_model_registers *r = model->registers;
    bool known = (control & ~r->control_bits) == 0 && (control & r->control_fixed) == r->control_fixed;
    if (r->control == HU_REGISTER_FCSR) { /* 5 to 7 are reserved */
        known = known && (control & HU_FCSR_ROUNDING) >> HU_FCSR_ROUNDING_SHIFT <= 4;
    }
    return (r->control == HU_REGISTER_NONE || known) && (model->immediate == 0 || immediate <= 0xFF);
}

hu_status hu_model_apply(const hu_model *model, const uint64_t *operands, size_t operand_count, uint64_t *results,
                         size_t result_count, uint32_t control, uint32_t immediate, uint32_t *status)
{
    const hu_model_row *row = row_of(model);
    if (row == NULL) {
        return model == NULL ? HU_STATUS_POINTER : HU_STATUS_OPERATION;
    }
    if (operands == NULL || results == NULL || (status == NULL && model->registers->status != HU_REGISTER_NONE)) {
        return HU_STATUS_POINTER;
    }
    const int groups = find_groups(model, operand_count);
    if (groups < 0 || result_count != model->result->count) {
        return HU_STATUS_COUNT;
    }
    if (!operands_in_range(model, operands, (uint32_t)groups)) {
        return HU_STATUS_CODE;
    }
    if (!control_usable(model, control, immediate)) {
        return HU_STATUS_CONTROL;
    }
    uint32_t raised = 0;
    const hu_model_call c = {operands, (uint32_t)groups, control, immediate, &raised};
    row->apply(&c, results);
    if (status != NULL) {
        *status |= raised;
    }
    return HU_STATUS_GOOD;
}
