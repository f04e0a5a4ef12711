/* SPDX-License-Identifier: Apache-2.0
 *
 * The value of one tensor in the header of a .safetensors file: {"dtype": "F16", "shape": [16, 256], "data_offsets":
 * [0, 8192]}.
 */
#ifndef SAFETENSORS_VALUE_H
#define SAFETENSORS_VALUE_H

#include "json.h"
#include "tensor.h"

/* Fills dtype, shape and name of *t, and the offsets; or writes one line into error and returns false. */
bool safetensors_value(const json_member *m, tensor *t, uint64_t offsets[2], char error[TENSOR_ERROR]);

#endif
