# SPDX-License-Identifier: Apache-2.0
"""The shared library: finding and loading it, its structs, and the types of its functions.

Structs have the layout of the C headers named beside them; tests/bindings/python/test_layouts.py compares the two.
"""
from __future__ import annotations

import ctypes
import ctypes.util
import os
import pathlib
from ctypes import POINTER, c_bool, c_char, c_char_p, c_int, c_int32, c_size_t, c_ssize_t
from ctypes import c_uint8, c_uint32, c_uint64, c_void_p

# The versions of the library whose interface this package knows. Before 1.0 a minor version may change it.
INTERFACE = "0.2"
SONAME = f"libhalfulp.so.{INTERFACE}"

# ---- Finding it ------------------------------------------------------------------------------------------------------


def _candidates() -> list[str]:
    """Where the library may be, the first one that exists: the variable HALFULP_LIBRARY alone, if it is set; beside
    this file, as a wheel carries it; in the repository, as `make lib` builds it; where `make install` puts it."""
    chosen = os.environ.get("HALFULP_LIBRARY")
    if chosen:
        return [chosen]
    here = pathlib.Path(__file__).resolve()
    files = [here.parent / "libhalfulp.so"]
    if len(here.parents) > 4:
        files.append(here.parents[4] / "build" / "libhalfulp.so")
    return [str(file) for file in files if file.exists()] + [SONAME]


def _load() -> ctypes.CDLL:
    tried = []
    for path in _candidates():
        try:
            shared = ctypes.CDLL(path)
        except OSError as error:
            tried.append(str(error))
            continue
        shared.hu_version.restype = c_char_p
        version = shared.hu_version().decode()
        if not version.startswith(INTERFACE + "."):
            raise ImportError(f"{path}: expected version {INTERFACE} of libhalfulp, and this is {version}")
        return shared
    raise ImportError("libhalfulp.so: not found; run `make lib` in the repository, or set HALFULP_LIBRARY to the file ("
                      + "; ".join(tried) + ")")


# ---- Structs ---------------------------------------------------------------------------------------------------------


class hu_format(ctypes.Structure):
    """halfulp_format.h"""
    _fields_ = [("name", c_char * 48), ("exponent_bits", c_int32), ("fraction_bits", c_int32), ("bias", c_int32),
                ("has_sign", c_uint8), ("has_zero", c_uint8), ("infinity", c_uint8), ("nan", c_uint8),
                ("canonical_nan", c_uint64), ("reserved", c_uint32 * 6)]


class hu_number(ctypes.Structure):
    """halfulp_format.h"""
    _fields_ = [("format", POINTER(hu_format)), ("code", c_uint64)]


class hu_env(ctypes.Structure):
    """halfulp_env.h"""
    _fields_ = [("flags", c_uint32), ("rounding", c_uint32), ("overflow", c_uint32), ("tininess", c_uint32),
                ("random", c_uint64), ("random_bits", c_uint32), ("nan", c_uint32), ("flush", c_uint32),
                ("odd_overflow", c_uint32), ("missing_nan", c_uint32), ("missing_zero", c_uint32),
                ("negative", c_uint32), ("infinity_nan", c_uint32), ("zero_divide", c_uint32),
                ("reserved", c_uint32 * 9)]


class hu_preset(ctypes.Structure):
    """halfulp_env.h"""
    _fields_ = [("name", c_char_p), ("source", c_char_p), ("formats", c_char_p), ("differs", c_char_p)]


class hu_operation_info(ctypes.Structure):
    """halfulp_operations.h"""
    _fields_ = [("name", c_char_p), ("text", c_char_p), ("arity", c_uint8), ("operand", c_uint8 * 3),
                ("result", c_uint8), ("same_format", c_uint8), ("arithmetic", c_uint8), ("rounds", c_uint8)]


class hu_array(ctypes.Structure):
    """halfulp_array.h"""
    _fields_ = [("format", POINTER(hu_format)), ("data", c_void_p), ("stride", c_ssize_t)]


class hu_array_operand(ctypes.Structure):
    """halfulp_array.h"""
    _fields_ = [("format", POINTER(hu_format)), ("data", c_void_p), ("stride", c_ssize_t)]


class hu_array_counts(ctypes.Structure):
    """halfulp_array.h"""
    _fields_ = [("invalid", c_uint64), ("divide_by_zero", c_uint64), ("overflow", c_uint64), ("underflow", c_uint64),
                ("inexact", c_uint64), ("flushed", c_uint64)]


class hu_array_options(ctypes.Structure):
    """halfulp_array.h"""
    _fields_ = [("seed", c_uint64), ("stream", c_uint64), ("first", c_uint64), ("counts", POINTER(hu_array_counts)),
                ("no_flags", c_uint32), ("path", c_uint32),
                ("reserved", c_uint32 * (6 if ctypes.sizeof(c_void_p) > 4 else 7))]


class hu_dot_model(ctypes.Structure):
    """halfulp_dot.h"""
    _fields_ = [("name", c_char_p), ("instruction", c_char_p), ("source", c_char_p), ("x", POINTER(hu_format)),
                ("y", POINTER(hu_format)), ("result", POINTER(hu_format)), ("known", c_uint32), ("scheme", c_uint32),
                ("k", c_uint32), ("step", c_uint32), ("fraction_bits", c_uint32), ("result_bits", c_uint32),
                ("as", POINTER(hu_format)), ("zero_addend", c_int32), ("block", c_uint32),
                ("scale", POINTER(hu_format))]


class hu_accumulation(ctypes.Structure):
    """halfulp_dot.h"""
    _fields_ = [("product", POINTER(hu_format)), ("sum", POINTER(hu_format)), ("total", POINTER(hu_format)),
                ("instruction", POINTER(hu_dot_model)), ("seed", c_uint64), ("stream", c_uint64), ("first", c_uint64),
                ("chunk", c_uint64), ("parts", c_uint32), ("order", c_uint32)]


class hu_block_recipe(ctypes.Structure):
    """halfulp_block.h"""
    _fields_ = [("name", c_char_p), ("source", c_char_p), ("differs", c_char_p), ("element", POINTER(hu_format)),
                ("scale", POINTER(hu_format)), ("least", c_int32), ("greatest", c_int32), ("fraction_bits", c_uint32),
                ("rows", c_uint32), ("columns", c_uint32), ("amax", c_uint32), ("amax_least", c_uint32),
                ("ratio", c_uint32), ("target", c_uint32), ("zero", c_uint32), ("scale_least", c_uint32),
                ("scale_rounding", c_uint32), ("scale_overflow", c_uint32), ("tensor", c_uint32),
                ("tensor_rows", c_uint32), ("tensor_target", c_uint32), ("apply", c_uint32),
                ("element_overflow", c_uint32), ("four_over_six", c_uint32), ("zero_point", c_uint32),
                ("reserved", c_uint32 * 8)]


class hu_block_matrix(ctypes.Structure):
    """halfulp_block.h"""
    _fields_ = [("data", c_void_p), ("rows", c_size_t), ("columns", c_size_t), ("row_stride", c_ssize_t),
                ("column_stride", c_ssize_t)]


class hu_block_shape(ctypes.Structure):
    """halfulp_block.h"""
    _fields_ = [("scale_rows", c_size_t), ("scale_columns", c_size_t), ("tensors", c_size_t)]


class hu_block_data(ctypes.Structure):
    """halfulp_block.h"""
    _fields_ = [("codes", c_void_p), ("scales", c_void_p), ("tensor", c_void_p), ("zero_points", c_void_p)]


class hu_block_options(ctypes.Structure):
    """halfulp_block.h"""
    _fields_ = [("seed", c_uint64), ("stream", c_uint64), ("first", c_uint64), ("random", POINTER(c_uint8)),
                ("amax", c_void_p), ("counts", POINTER(hu_array_counts)), ("no_flags", c_uint32), ("path", c_uint32),
                ("reserved", c_uint32 * (2 if ctypes.sizeof(c_void_p) > 4 else 5))]


class hu_explained_value(ctypes.Structure):
    """halfulp_explain.h"""
    _fields_ = [("significand", c_uint64), ("exponent", c_int32), ("kind", c_uint8), ("sign", c_uint8),
                ("sticky", c_uint8), ("signaling", c_uint8)]


class hu_explained_code(ctypes.Structure):
    """halfulp_explain.h"""
    _fields_ = [("code", c_uint64), ("fraction_field", c_uint64), ("exponent_field", c_uint32), ("sign_field", c_uint8),
                ("kind", c_uint8), ("subnormal", c_uint8), ("flushed", c_uint8), ("value", hu_explained_value),
                ("format", hu_format)]


class hu_explained_neighbour(ctypes.Structure):
    """halfulp_explain.h"""
    _fields_ = [("code", c_uint64), ("value", hu_explained_value), ("place", c_uint32), ("reserved", c_uint32)]


class hu_explained_rounding(ctypes.Structure):
    """halfulp_explain.h"""
    _fields_ = [("kept", c_uint64), ("nu", c_uint64), ("inner", hu_explained_neighbour),
                ("outer", hu_explained_neighbour), ("draw", c_uint64), ("random", c_uint64), ("threshold", c_uint64),
                ("quantum", c_int32), ("discarded_bits", c_int32), ("more", c_uint8), ("subnormal", c_uint8),
                ("outward", c_uint8), ("reason", c_uint8), ("tiny", c_uint8), ("tiny_before", c_uint8),
                ("tiny_after", c_uint8), ("reserved", c_uint8)]


class hu_explanation(ctypes.Structure):
    """halfulp_explain.h"""
    _fields_ = [("operation", c_uint32), ("arity", c_uint32), ("env", hu_env), ("operand", hu_explained_code * 3),
                ("addend", hu_explained_value * 2), ("exact", hu_explained_value), ("exact_flags", c_uint32),
                ("is_sum", c_uint8), ("cause", c_uint8), ("has_integral", c_uint8), ("same", c_uint8),
                ("integral", hu_explained_rounding), ("to_round", hu_explained_value),
                ("rounding", hu_explained_rounding), ("previous", hu_explained_neighbour), ("replaced", c_uint32),
                ("flags", c_uint32), ("result", hu_explained_code)]


class hu_model_vector(ctypes.Structure):
    """halfulp_models.h"""
    _fields_ = [("name", c_char_p), ("format", POINTER(hu_format)), ("count", c_uint32), ("grouped", c_uint32)]


class hu_model_registers(ctypes.Structure):
    """halfulp_models.h"""
    _fields_ = [("control", c_uint32), ("control_bits", c_uint32), ("control_fixed", c_uint32), ("status", c_uint32),
                ("status_bits", c_uint32)]


class hu_model(ctypes.Structure):
    """halfulp_models.h"""
    _fields_ = [("name", c_char_p), ("text", c_char_p), ("source", c_char_p), ("operand", POINTER(hu_model_vector)),
                ("result", POINTER(hu_model_vector)), ("registers", POINTER(hu_model_registers)),
                ("operands", c_uint32), ("groups_max", c_uint32), ("immediate", c_uint32)]


# ---- Functions -------------------------------------------------------------------------------------------------------

_FORMAT, _ENV, _RECIPE = POINTER(hu_format), POINTER(hu_env), POINTER(hu_block_recipe)
_SIGNATURES = {
    # halfulp_format.h
    "hu_format_find": (_FORMAT, [c_char_p]),
    "hu_format_alias": (c_char_p, [_FORMAT, c_size_t]),
    "hu_format_at": (_FORMAT, [c_size_t]),
    "hu_format_parse": (c_bool, [c_char_p, _FORMAT]),
    "hu_format_parse_error": (c_char_p, [c_char_p]),
    "hu_format_width": (c_int, [_FORMAT]),
    "hu_format_largest": (c_uint64, [_FORMAT]),
    "hu_format_smallest_normal": (c_uint64, [_FORMAT]),
    "hu_format_smallest": (c_uint64, [_FORMAT]),
    "hu_format_one": (c_uint64, [_FORMAT]),
    "hu_format_emin": (c_int, [_FORMAT]),
    "hu_format_emax": (c_int, [_FORMAT]),
    "hu_format_epsilon": (c_int, [_FORMAT]),
    "hu_format_infinity": (c_bool, [_FORMAT, POINTER(c_uint64)]),
    # halfulp_env.h
    "hu_env_error": (c_char_p, [_ENV]),
    "hu_preset_at": (POINTER(hu_preset), [c_size_t]),
    "hu_env_like": (c_bool, [c_char_p, _FORMAT, _ENV]),
    "hu_env_like_error": (c_char_p, [c_char_p, _FORMAT]),
    # halfulp_operations.h
    "hu_operation_describe": (POINTER(hu_operation_info), [c_int]),
    "hu_operation_find": (c_int, [c_char_p]),
    "hu_status_text": (c_char_p, [c_int]),
    "hu_apply": (c_int, [c_int, _FORMAT, POINTER(hu_number), _ENV, POINTER(hu_number)]),
    # halfulp.h
    "hu_print": (c_size_t, [c_char_p, c_size_t, hu_number, c_int]),
    "hu_parse_length": (c_char_p, [_FORMAT, c_char_p, c_size_t, _ENV, POINTER(hu_number)]),
    "hu_random": (c_uint64, [c_uint64, c_uint64, c_uint64]),
    "hu_random_bits": (c_uint32, [c_uint64, c_uint64, c_uint64, c_uint32]),
    # halfulp_array.h
    "hu_array_element_size": (c_size_t, [_FORMAT]),
    "hu_array_apply": (c_int, [c_int, hu_array, POINTER(hu_array_operand), c_size_t, _ENV, POINTER(hu_array_options)]),
    "hu_array_random": (None, [c_uint64, c_uint64, c_uint64, c_void_p, c_size_t]),
    "hu_array_path_name": (c_char_p, [c_int]),
    # halfulp_dot.h
    "hu_dot_at": (POINTER(hu_dot_model), [c_size_t]),
    "hu_dot_find": (POINTER(hu_dot_model), [c_char_p]),
    "hu_dot": (c_uint64, [POINTER(hu_dot_model), c_uint64, c_void_p, c_void_p, c_size_t]),
    "hu_dot_scaled": (c_uint64, [POINTER(hu_dot_model), c_uint64, c_void_p, c_void_p, c_void_p, c_void_p, c_size_t]),
    "hu_accumulation_result": (_FORMAT, [POINTER(hu_accumulation)]),
    "hu_dot_accumulate": (c_int, [POINTER(hu_accumulation), hu_array_operand, hu_array_operand, c_size_t, c_uint64,
                                  _ENV, POINTER(c_uint64)]),
    # halfulp_block.h
    "hu_block_at": (_RECIPE, [c_size_t]),
    "hu_block_find": (_RECIPE, [c_char_p]),
    "hu_block_error": (c_char_p, [_RECIPE]),
    "hu_block_bits": (c_uint32, [_RECIPE]),
    "hu_block_measure": (c_int, [_RECIPE, c_size_t, c_size_t, POINTER(hu_block_shape)]),
    "hu_block_quantize": (c_int, [_RECIPE, hu_block_matrix, hu_block_data, _ENV, POINTER(hu_block_options)]),
    "hu_block_dequantize": (c_int, [_RECIPE, hu_block_data, c_size_t, c_size_t, c_void_p]),
    "hu_block_packed_size": (c_size_t, [c_uint32, c_size_t]),
    "hu_block_pack": (c_int, [c_uint32, c_void_p, c_void_p, c_size_t]),
    "hu_block_unpack": (c_int, [c_uint32, c_void_p, c_void_p, c_size_t]),
    "hu_hadamard16": (c_int, [c_void_p, c_size_t, c_uint32]),
    "hu_hadamard16_inverse": (c_int, [c_void_p, c_size_t, c_uint32]),
    # halfulp_explain.h
    "hu_explainable": (c_bool, [c_int]),
    "hu_explain": (c_int, [c_int, _FORMAT, POINTER(hu_number), _ENV, POINTER(hu_explanation)]),
    "hu_explain_text": (c_size_t, [c_char_p, c_size_t, POINTER(hu_explanation), c_int]),
    # halfulp_models.h
    "hu_model_at": (POINTER(hu_model), [c_size_t]),
    "hu_model_find": (POINTER(hu_model), [c_char_p]),
    "hu_model_operand_count": (c_size_t, [POINTER(hu_model), c_uint32]),
    "hu_model_apply": (c_int, [POINTER(hu_model), c_void_p, c_size_t, POINTER(c_uint64), c_size_t, c_uint32, c_uint32,
                               c_void_p]),
}

shared = _load()
VERSION: str = shared.hu_version().decode()
for _name, (_result, _arguments) in _SIGNATURES.items():
    _function = getattr(shared, _name)
    _function.restype = _result
    _function.argtypes = _arguments


def status_text(status: int) -> str:
    """The library's sentence about a hu_status."""
    return shared.hu_status_text(status).decode()
