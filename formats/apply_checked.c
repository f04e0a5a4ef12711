/* SPDX-License-Identifier: Apache-2.0
 *
 * The function that checks its arguments and applies an operation of the list, apply.c.
 */
#include "apply.h"

#include "value.h"

const char *hu_status_text(hu_status status)
{
    static const char *const texts[] = {
        [HU_STATUS_GOOD] = "success",
        [HU_STATUS_OPERATION] = "unknown operation: expected one of hu_operation",
        [HU_STATUS_POINTER] = "a pointer is NULL",
        [HU_STATUS_FORMAT] = "unusable format: hu_format_error says why",
        [HU_STATUS_CODE] = "a code has bits above the width of its format or integer",
        [HU_STATUS_ENVIRONMENT] = "unusable environment: hu_env_error says why",
        [HU_STATUS_PRECISION] = "arithmetic takes formats of at most 24 bits of precision; FP64 converts only",
        [HU_STATUS_MIXED] = "the operation takes operands and a result of one format",
        [HU_STATUS_TEXT] = "the text is not a number: hu_parse says what was expected",
        [HU_STATUS_COUNT] = "the number of operands or results is not the model's",
        [HU_STATUS_CONTROL] = "a control register or an immediate byte has bits that the model does not define",
        [HU_STATUS_OVERLAP] = "the result overlaps an operand without being in its place",
        [HU_STATUS_PATH] = "this processor or this build of the library lacks the path, or an option is unknown",
        [HU_STATUS_RECIPE] = "unusable recipe: hu_block_error says why",
    };
    return (unsigned)status < sizeof texts / sizeof texts[0] ? texts[status] : "unknown status";
}

static hu_status check_number(const hu_format *format, uint64_t code, bool arithmetic)
{
    if (hu_format_error(format) != NULL) {
        return HU_STATUS_FORMAT;
    }
    if ((code & ~hu_ones(hu_width(format))) != 0) {
        return HU_STATUS_CODE;
    }
    return arithmetic && hu_precision(format) > 24 ? HU_STATUS_PRECISION : HU_STATUS_GOOD;
}

static hu_status check_operand(const hu_operation_info *info, int i, hu_number x)
{
    switch ((hu_kind)info->operand[i]) {
    case HU_KIND_INT32:
    case HU_KIND_UINT32:
        return x.code > UINT32_MAX ? HU_STATUS_CODE : HU_STATUS_GOOD;
    case HU_KIND_INT64:
    case HU_KIND_UINT64:
        return HU_STATUS_GOOD;
    case HU_KIND_NUMBER:
    case HU_KIND_BOOLEAN:
    case HU_KIND_RELATION:
    case HU_KIND_CLASS:
        break;
    }
    return check_number(x.format, x.code, info->arithmetic != 0);
}

hu_status hu_apply(hu_operation operation, const hu_format *to, const hu_number *operands, hu_env *env,
                   hu_number *result)
{
    const hu_operation_info *info = hu_operation_describe(operation);
    if (info == NULL) {
        return HU_STATUS_OPERATION;
    }
    if (operands == NULL || env == NULL || result == NULL) {
        return HU_STATUS_POINTER;
    }
    if (hu_env_error(env) != NULL) {
        return HU_STATUS_ENVIRONMENT;
    }
    hu_status status = HU_STATUS_GOOD;
    for (int i = 0; i < info->arity && status == HU_STATUS_GOOD; i++) {
        status = check_operand(info, i, operands[i]);
        if (status == HU_STATUS_GOOD && info->same_format && !hu_same_format(operands[0].format, operands[i].format)) {
            status = HU_STATUS_MIXED;
        }
    }
    if (status != HU_STATUS_GOOD) {
        return status;
    }
    if (info->result != HU_KIND_NUMBER) {
        *result = (hu_number){NULL, hu_apply_unchecked(operation, NULL, operands, env)};
        return HU_STATUS_GOOD;
    }
    if (info->same_format) {
        if (to != NULL && !hu_same_format(to, operands[0].format)) {
            return HU_STATUS_MIXED;
        }
        to = operands[0].format;
    }
    status = check_number(to, 0, info->arithmetic != 0);
    if (status == HU_STATUS_GOOD) {
        *result = (hu_number){to, hu_apply_unchecked(operation, to, operands, env)};
    }
    return status;
}
