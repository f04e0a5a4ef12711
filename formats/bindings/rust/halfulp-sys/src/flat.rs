// SPDX-License-Identifier: Apache-2.0
// Written by generate.awk from the headers of C: change those.
use core::ffi::c_char;
pub const HU_INEXACT: u32 = 1;
pub const HU_UNDERFLOW: u32 = 2;
pub const HU_OVERFLOW: u32 = 4;
pub const HU_DIVIDE_BY_ZERO: u32 = 8;
pub const HU_INVALID: u32 = 16;
pub const HU_NEAREST_EVEN: u64 = 0;
pub const HU_NEAREST_AWAY: u64 = 1;
pub const HU_TOWARD_ZERO: u64 = 2;
pub const HU_DOWN: u64 = 3;
pub const HU_UP: u64 = 4;
pub const HU_TO_ODD: u64 = 5;
pub const HU_STOCHASTIC_A: u64 = 6;
pub const HU_STOCHASTIC_B: u64 = 7;
pub const HU_STOCHASTIC_C: u64 = 8;
pub const HU_OVERFLOW_NONE: u64 = 0;
pub const HU_SATURATE_FINITE: u64 = 1;
pub const HU_SATURATE_ALL: u64 = 2;
pub const HU_TININESS_AFTER: u64 = 0;
pub const HU_TININESS_BEFORE: u64 = 1;
pub const HU_CANONICAL_NAN: u64 = 0;
pub const HU_X86_NAN: u64 = 1;
pub const HU_ARM_NAN: u64 = 2;
pub const HU_NVIDIA_NAN: u64 = 3;
pub const HU_SIGNED_NAN: u64 = 4;
pub const HU_INFINITY_NAN_AS_INVALID: u64 = 0;
pub const HU_INFINITY_NAN_SIGNED: u64 = 1;
pub const HU_FLUSH_OPERANDS: u64 = 1;
pub const HU_FLUSH_RESULTS: u64 = 2;
pub const HU_ODD_OVERFLOW_LARGEST: u64 = 0;
pub const HU_ODD_OVERFLOW_ODD_CODE: u64 = 1;
pub const HU_MISSING_NAN_LARGEST: u64 = 0;
pub const HU_MISSING_NAN_OPPOSITE_ZERO: u64 = 1;
pub const HU_MISSING_NAN_ZERO: u64 = 2;
pub const HU_MISSING_ZERO_BY_OVERFLOW: u64 = 0;
pub const HU_MISSING_ZERO_SMALLEST: u64 = 1;
pub const HU_MISSING_ZERO_TINY_SMALLEST: u64 = 2;
pub const HU_NEGATIVE_BY_OVERFLOW: u64 = 0;
pub const HU_NEGATIVE_MAGNITUDE: u64 = 1;
pub const HU_NEGATIVE_DIRECTED: u64 = 2;
pub const HU_ZERO_DIVIDE_INFINITY: u64 = 0;
pub const HU_ZERO_DIVIDE_NAN: u64 = 1;
pub const HU_SIGNALING_NAN: u64 = 0;
pub const HU_QUIET_NAN: u64 = 1;
pub const HU_NEGATIVE_INFINITY: u64 = 2;
pub const HU_NEGATIVE_NORMAL: u64 = 3;
pub const HU_NEGATIVE_SUBNORMAL: u64 = 4;
pub const HU_NEGATIVE_ZERO: u64 = 5;
pub const HU_POSITIVE_ZERO: u64 = 6;
pub const HU_POSITIVE_SUBNORMAL: u64 = 7;
pub const HU_POSITIVE_NORMAL: u64 = 8;
pub const HU_POSITIVE_INFINITY: u64 = 9;
pub const HU_TEXT_SHORTEST: i32 = 0;
pub const HU_TEXT_EXACT: i32 = 1;
pub const HU_TEXT_HEX: i32 = 2;
pub const HU_OP_CONVERT: i32 = 0;
pub const HU_OP_ADD: i32 = 1;
pub const HU_OP_SUB: i32 = 2;
pub const HU_OP_MUL: i32 = 3;
pub const HU_OP_DIV: i32 = 4;
pub const HU_OP_SQRT: i32 = 5;
pub const HU_OP_FMA: i32 = 6;
pub const HU_OP_REMAINDER: i32 = 7;
pub const HU_OP_MINIMUM: i32 = 8;
pub const HU_OP_MAXIMUM: i32 = 9;
pub const HU_OP_MINIMUM_NUMBER: i32 = 10;
pub const HU_OP_MAXIMUM_NUMBER: i32 = 11;
pub const HU_OP_NEXT_UP: i32 = 12;
pub const HU_OP_NEXT_DOWN: i32 = 13;
pub const HU_OP_ROUND_TO_INTEGRAL: i32 = 14;
pub const HU_OP_ROUND_TO_INTEGRAL_EXACT: i32 = 15;
pub const HU_OP_SCALE_B: i32 = 16;
pub const HU_OP_LOG_B: i32 = 17;
pub const HU_OP_COMPARE_QUIET: i32 = 18;
pub const HU_OP_COMPARE_SIGNALING: i32 = 19;
pub const HU_OP_EQUAL_QUIET: i32 = 20;
pub const HU_OP_LESS_QUIET: i32 = 21;
pub const HU_OP_LESS_EQUAL_QUIET: i32 = 22;
pub const HU_OP_EQUAL_SIGNALING: i32 = 23;
pub const HU_OP_LESS_SIGNALING: i32 = 24;
pub const HU_OP_LESS_EQUAL_SIGNALING: i32 = 25;
pub const HU_OP_TOTAL_ORDER: i32 = 26;
pub const HU_OP_CLASS: i32 = 27;
pub const HU_OP_TO_INT32: i32 = 28;
pub const HU_OP_TO_INT64: i32 = 29;
pub const HU_OP_TO_UINT32: i32 = 30;
pub const HU_OP_TO_UINT64: i32 = 31;
pub const HU_OP_TO_INT32_EXACT: i32 = 32;
pub const HU_OP_TO_INT64_EXACT: i32 = 33;
pub const HU_OP_TO_UINT32_EXACT: i32 = 34;
pub const HU_OP_TO_UINT64_EXACT: i32 = 35;
pub const HU_OP_FROM_INT32: i32 = 36;
pub const HU_OP_FROM_INT64: i32 = 37;
pub const HU_OP_FROM_UINT32: i32 = 38;
pub const HU_OP_FROM_UINT64: i32 = 39;
pub const HU_STATUS_GOOD: i32 = 0;
pub const HU_STATUS_OPERATION: i32 = 1;
pub const HU_STATUS_POINTER: i32 = 2;
pub const HU_STATUS_FORMAT: i32 = 3;
pub const HU_STATUS_CODE: i32 = 4;
pub const HU_STATUS_ENVIRONMENT: i32 = 5;
pub const HU_STATUS_PRECISION: i32 = 6;
pub const HU_STATUS_MIXED: i32 = 7;
pub const HU_STATUS_TEXT: i32 = 8;
pub const HU_STATUS_COUNT: i32 = 9;
pub const HU_STATUS_CONTROL: i32 = 10;
pub const HU_STATUS_OVERLAP: i32 = 11;
pub const HU_STATUS_PATH: i32 = 12;
pub const HU_STATUS_RECIPE: i32 = 13;
pub const HU_FLAT_ROUNDING: u32 = 0;
pub const HU_FLAT_OVERFLOW: u32 = 4;
pub const HU_FLAT_TININESS: u32 = 8;
pub const HU_FLAT_NAN: u32 = 12;
pub const HU_FLAT_FLUSH: u32 = 16;
pub const HU_FLAT_ODD_OVERFLOW: u32 = 20;
pub const HU_FLAT_MISSING_NAN: u32 = 24;
pub const HU_FLAT_MISSING_ZERO: u32 = 28;
pub const HU_FLAT_NEGATIVE: u32 = 32;
pub const HU_FLAT_INFINITY_NAN: u32 = 36;
pub const HU_FLAT_ZERO_DIVIDE: u32 = 40;
pub const HU_FLAT_RANDOM_BITS: u32 = 56;

extern "C" {
    /// The number of an operation (hu_operation) from its name, "mulAdd"; -1 if there is none. And its name from the number;
    /// NULL if there is none.
    pub fn hu_flat_operation(name: *const c_char) -> i32;
    pub fn hu_flat_operation_name(operation: i32) -> *const c_char;
    /// A format from any text that hu_format_parse accepts ("e4m3", "binary8p3se", "e5m3:inf=none,nan=top"), as a number
    /// that holds the whole description and never changes. 0: the text is not accepted. Bits, from the lowest: 5 exponent
    /// bits, 6 fraction bits, 20 bias + 2^19, 1 has_sign, 1 has_zero, 2 hu_infinity, 2 hu_nan, and a 1. The canonical NaN
    /// follows from these: positive and quiet with payload zero, or the format's only NaN.
    pub fn hu_flat_format(text: *const c_char) -> u64;
    /// NULL if hu_flat_format accepts the text; otherwise a constant sentence that says what it expected.
    pub fn hu_flat_format_error(text: *const c_char) -> *const c_char;
    /// Bits in a code of the format; 0 if the number is not a format.
    pub fn hu_flat_width(format: u64) -> i32;
    /// Sets *policies to those that hu_env_like gives for that name and for results in the format `to`.
    /// HU_STATUS_ENVIRONMENT: there is no preset of that name, or it does not cover the format.
    pub fn hu_flat_like(name: *const c_char, to: u64, policies: *mut u64) -> i32;
    /// Applies an operation (see hu_apply) to the codes x, y and z of formats fx, fy and fz. Arguments that the operation
    /// does not take are ignored, and so is the format of an integer operand. `random` is R of stochastic rounding. *result
    /// is the code or the integer, *flags the flags that this call raises.
    pub fn hu_flat_apply(
        operation: i32,
        to: u64,
        fx: u64,
        x: u64,
        fy: u64,
        y: u64,
        fz: u64,
        z: u64,
        policies: u64,
        random: u64,
        result: *mut u64,
        flags: *mut u32,
    ) -> i32;
    /// Reads text[0 .. length - 1] as a number of `to`: see hu_parse.
    pub fn hu_flat_parse(
        to: u64,
        text: *const c_char,
        length: usize,
        policies: u64,
        random: u64,
        code: *mut u64,
        flags: *mut u32,
    ) -> i32;
    /// Writes a code as text into text[0 .. size - 1], truncated if it does not fit; *length is the full length. `style` is
    /// a hu_text. See hu_print.
    pub fn hu_flat_print(
        format: u64,
        code: u64,
        style: i32,
        text: *mut c_char,
        size: usize,
        length: *mut usize,
    ) -> i32;
    /// A sentence for people about a status.
    pub fn hu_flat_status(status: i32) -> *const c_char;
    /// The codes of the machine's own float and double, and back, bit by bit. NULL gives 0, or nothing is written.
    pub fn hu_flat_from_float(x: *const f32) -> u32;
    pub fn hu_flat_from_double(x: *const f64) -> u64;
    pub fn hu_flat_to_float(code: u32, x: *mut f32);
    pub fn hu_flat_to_double(code: u64, x: *mut f64);
    /// hu_random.
    pub fn hu_flat_random(seed: u64, stream: u64, index: u64) -> u64;
}
