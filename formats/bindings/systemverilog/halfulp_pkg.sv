// SPDX-License-Identifier: Apache-2.0
//
// halfulp for SystemVerilog: any operation of the library on any formats, with its flags and its explanation, through
// DPI-C. The imports are halfulp_flat.h and halfulp_dpi.c; below them lie the types and functions to use. Numbers and
// enumerations are those of the C headers, which define what each policy does: halfulp_env.h.
package halfulp_pkg;

  // ---- Types --------------------------------------------------------------------------------------------------------

  // A code, in its lowest bits, or an integer in two's complement.
  typedef longint unsigned hu_code_t;

  // hu_operation.
  typedef enum int {
    HU_OP_CONVERT,
    HU_OP_ADD,
    HU_OP_SUB,
    HU_OP_MUL,
    HU_OP_DIV,
    HU_OP_SQRT,
    HU_OP_FMA,
    HU_OP_REMAINDER,
    HU_OP_MINIMUM,
    HU_OP_MAXIMUM,
    HU_OP_MINIMUM_NUMBER,
    HU_OP_MAXIMUM_NUMBER,
    HU_OP_NEXT_UP,
    HU_OP_NEXT_DOWN,
    HU_OP_ROUND_TO_INTEGRAL,
    HU_OP_ROUND_TO_INTEGRAL_EXACT,
    HU_OP_SCALE_B,
    HU_OP_LOG_B,
    HU_OP_COMPARE_QUIET,
    HU_OP_COMPARE_SIGNALING,
    HU_OP_EQUAL_QUIET,
    HU_OP_LESS_QUIET,
    HU_OP_LESS_EQUAL_QUIET,
    HU_OP_EQUAL_SIGNALING,
    HU_OP_LESS_SIGNALING,
    HU_OP_LESS_EQUAL_SIGNALING,
    HU_OP_TOTAL_ORDER,
    HU_OP_CLASS,
    HU_OP_TO_INT32,
    HU_OP_TO_INT64,
    HU_OP_TO_UINT32,
    HU_OP_TO_UINT64,
    HU_OP_TO_INT32_EXACT,
    HU_OP_TO_INT64_EXACT,
    HU_OP_TO_UINT32_EXACT,
    HU_OP_TO_UINT64_EXACT,
    HU_OP_FROM_INT32,
    HU_OP_FROM_INT64,
    HU_OP_FROM_UINT32,
    HU_OP_FROM_UINT64
  } hu_operation_e;

  // Exception flags: HU_INEXACT is the lowest bit.
  typedef struct packed {
    bit invalid;
    bit divide_by_zero;
    bit overflow;
    bit underflow;
    bit inexact;
  } hu_flags_t;

  // Policies, each in four bits: see halfulp_env.h.
  typedef enum bit [3:0] {
    HU_NEAREST_EVEN,
    HU_NEAREST_AWAY,
    HU_TOWARD_ZERO,
    HU_DOWN,
    HU_UP,
    HU_TO_ODD,
    HU_STOCHASTIC_A,
    HU_STOCHASTIC_B,
    HU_STOCHASTIC_C
  } hu_rounding_e;
  typedef enum bit [3:0] {HU_OVERFLOW_NONE, HU_SATURATE_FINITE, HU_SATURATE_ALL} hu_overflow_e;
  typedef enum bit [3:0] {HU_TININESS_AFTER, HU_TININESS_BEFORE} hu_tininess_e;
  typedef enum bit [3:0] {HU_CANONICAL_NAN, HU_X86_NAN, HU_ARM_NAN, HU_NVIDIA_NAN, HU_SIGNED_NAN} hu_nan_policy_e;
  typedef enum bit [3:0] {
    HU_FLUSH_NOTHING,
    HU_FLUSH_OPERANDS,
    HU_FLUSH_RESULTS,
    HU_FLUSH_OPERANDS_AND_RESULTS
  } hu_flush_e;
  typedef enum bit [3:0] {HU_ODD_OVERFLOW_LARGEST, HU_ODD_OVERFLOW_ODD_CODE} hu_odd_overflow_e;
  typedef enum bit [3:0] {
    HU_MISSING_NAN_LARGEST,
    HU_MISSING_NAN_OPPOSITE_ZERO,
    HU_MISSING_NAN_ZERO
  } hu_missing_nan_e;
  typedef enum bit [3:0] {
    HU_MISSING_ZERO_BY_OVERFLOW,
    HU_MISSING_ZERO_SMALLEST,
    HU_MISSING_ZERO_TINY_SMALLEST
  } hu_missing_zero_e;
  typedef enum bit [3:0] {HU_NEGATIVE_BY_OVERFLOW, HU_NEGATIVE_MAGNITUDE, HU_NEGATIVE_DIRECTED} hu_negative_e;
  typedef enum bit [3:0] {HU_INFINITY_NAN_AS_INVALID, HU_INFINITY_NAN_SIGNED} hu_infinity_nan_e;
  typedef enum bit [3:0] {HU_ZERO_DIVIDE_INFINITY, HU_ZERO_DIVIDE_NAN} hu_zero_divide_e;

  // The environment, laid out as the 64-bit integer of halfulp_flat.h. Begin with HU_IEEE and change fields.
  typedef struct packed {
    bit [7:0] random_bits;  // N of HU_STOCHASTIC_*, 0 to 32; the random integer R is an argument
    bit [11:0] reserved;  // zero
    hu_zero_divide_e zero_divide;
    hu_infinity_nan_e infinity_nan;
    hu_negative_e negative;
    hu_missing_zero_e missing_zero;
    hu_missing_nan_e missing_nan;
    hu_odd_overflow_e odd_overflow;
    hu_flush_e flush;
    hu_nan_policy_e nan;
    hu_tininess_e tininess;
    hu_overflow_e overflow;
    hu_rounding_e rounding;
  } hu_env_t;

  // IEEE 754's default: to nearest, ties to even; no saturation; tininess after rounding; the canonical NaN.
  localparam hu_env_t HU_IEEE = hu_env_t'(64'd0);

  // A format is a number, which hu_format gives; these are the numbers of some names.
  typedef longint unsigned hu_format_t;
  localparam hu_format_t HU_FP64 = 64'h2b_c01f_fe8b;
  localparam hu_format_t HU_FP32 = 64'h2b_c003_fae8;
  localparam hu_format_t HU_TF32 = 64'h2b_c003_f948;
  localparam hu_format_t HU_FP16 = 64'h2b_c000_7945;
  localparam hu_format_t HU_BF16 = 64'h2b_c003_f8e8;
  localparam hu_format_t HU_E4M3 = 64'h31_c000_3864;
  localparam hu_format_t HU_E5M2 = 64'h2b_c000_7845;

  // The style of a text: hu_text.
  typedef enum int {HU_TEXT_SHORTEST, HU_TEXT_EXACT, HU_TEXT_HEX} hu_text_e;

  // ---- Imports ------------------------------------------------------------------------------------------------------

  // halfulp_flat.h. Those that return an int hu_status return 0 on success, and hu_flat_status is a sentence about it.
  import "DPI-C" function int hu_flat_operation(input string name);  // -1: there is none
  import "DPI-C" function longint unsigned hu_flat_format(input string text);  // 0: not accepted
  import "DPI-C" function int hu_flat_width(input longint unsigned format);
  import "DPI-C" function int hu_flat_like(
    input string name,
    input longint unsigned to,
    output longint unsigned policies
  );
  import "DPI-C" function int hu_flat_apply(
    input int operation,
    input longint unsigned to,
    input longint unsigned fx,
    input longint unsigned x,
    input longint unsigned fy,
    input longint unsigned y,
    input longint unsigned fz,
    input longint unsigned z,
    input longint unsigned policies,
    input longint unsigned random,
    output longint unsigned result,
    output int unsigned flags
  );
  import "DPI-C" function string hu_flat_status(input int status);
  import "DPI-C" function longint unsigned hu_flat_random(
    input longint unsigned seed,
    input longint unsigned stream,
    input longint unsigned index
  );

  // halfulp_dpi.c.
  import "DPI-C" function string hu_dpi_format_error(input string text);
  import "DPI-C" function int hu_dpi_parse(
    input longint unsigned to,
    input string text,
    input longint unsigned policies,
    input longint unsigned random,
    output longint unsigned code,
    output int unsigned flags
  );
  import "DPI-C" function string hu_dpi_print(
    input longint unsigned format,
    input longint unsigned code,
    input int style
  );
  import "DPI-C" function string hu_dpi_explain(
    input int operation,
    input longint unsigned to,
    input longint unsigned fx,
    input longint unsigned x,
    input longint unsigned fy,
    input longint unsigned y,
    input longint unsigned fz,
    input longint unsigned z,
    input longint unsigned policies,
    input longint unsigned random
  );

  // ---- Functions ----------------------------------------------------------------------------------------------------
  //
  // A mistake in the arguments is one of the testbench, and ends the simulation with what was expected. To handle it,
  // call hu_flat_* and look at the status. `flags` are those that this call raises.

  // A status of zero is success.
  function automatic void hu_must(int status, string what);
    if (status != 0) $fatal(1, "halfulp: %s: %s", what, hu_flat_status(status));
  endfunction

  // The format of a text that hu_format_parse accepts: "bf16", "binary8p3se", "e5m3b15:inf=none,nan=top".
  function automatic hu_format_t hu_format(string text);
    string error = hu_dpi_format_error(text);
    if (error != "") $fatal(1, "halfulp: format '%s': %s", text, error);
    return hu_flat_format(text);
  endfunction

  // Bits in a code of the format; 0 if the number is not a format.
  function automatic int hu_width(hu_format_t format);
    return hu_flat_width(format);
  endfunction

  // The operation of that name, "mulAdd".
  function automatic hu_operation_e hu_operation(string name);
    int operation = hu_flat_operation(name);
    if (operation < 0) $fatal(1, "halfulp: operation '%s': expected a name of halfulp_operations.h", name);
    return hu_operation_e'(operation);
  endfunction

  // The policies of an implementation that hu_env_like names ("cuda", "x86", "riscv"), for results in the format `to`.
  function automatic hu_env_t hu_like(string name, hu_format_t to);
    longint unsigned policies = 0;
    hu_must(hu_flat_like(name, to, policies), {"preset '", name, "'"});
    return hu_env_t'(policies);
  endfunction

  // The operation on x, y and z of formats fx, fy and fz, into `to`. Operands that it does not take are ignored.
  function automatic hu_code_t hu_apply_mixed(hu_operation_e op, hu_format_t to, hu_format_t fx, hu_code_t x,
                                              hu_format_t fy, hu_code_t y, hu_format_t fz, hu_code_t z, hu_env_t env,
                                              output hu_flags_t flags, input longint unsigned random = 0);
    longint unsigned result = 0;
    int unsigned raised = 0;
    hu_must(hu_flat_apply(op, to, fx, x, fy, y, fz, z, env, random, result, raised), op.name());
    flags = hu_flags_t'(raised[4:0]);
    return result;
  endfunction

  // The operation on a, b and c of one format, into the same.
  function automatic hu_code_t hu_apply(hu_operation_e op, hu_format_t format, hu_code_t a, hu_code_t b, hu_code_t c,
                                        hu_env_t env, output hu_flags_t flags, input longint unsigned random = 0);
    return hu_apply_mixed(op, format, format, a, format, b, format, c, env, flags, random);
  endfunction

  function automatic hu_code_t hu_add(hu_format_t format, hu_code_t a, hu_code_t b, hu_env_t env,
                                      output hu_flags_t flags, input longint unsigned random = 0);
    return hu_apply(HU_OP_ADD, format, a, b, 0, env, flags, random);
  endfunction

  function automatic hu_code_t hu_sub(hu_format_t format, hu_code_t a, hu_code_t b, hu_env_t env,
                                      output hu_flags_t flags, input longint unsigned random = 0);
    return hu_apply(HU_OP_SUB, format, a, b, 0, env, flags, random);
  endfunction

  function automatic hu_code_t hu_mul(hu_format_t format, hu_code_t a, hu_code_t b, hu_env_t env,
                                      output hu_flags_t flags, input longint unsigned random = 0);
    return hu_apply(HU_OP_MUL, format, a, b, 0, env, flags, random);
  endfunction

  function automatic hu_code_t hu_div(hu_format_t format, hu_code_t a, hu_code_t b, hu_env_t env,
                                      output hu_flags_t flags, input longint unsigned random = 0);
    return hu_apply(HU_OP_DIV, format, a, b, 0, env, flags, random);
  endfunction

  function automatic hu_code_t hu_sqrt(hu_format_t format, hu_code_t a, hu_env_t env, output hu_flags_t flags,
                                       input longint unsigned random = 0);
    return hu_apply(HU_OP_SQRT, format, a, 0, 0, env, flags, random);
  endfunction

  // a * b + c, rounded once.
  function automatic hu_code_t hu_fma(hu_format_t format, hu_code_t a, hu_code_t b, hu_code_t c, hu_env_t env,
                                      output hu_flags_t flags, input longint unsigned random = 0);
    return hu_apply(HU_OP_FMA, format, a, b, c, env, flags, random);
  endfunction

  // The same with each number of its own format: hu_fma_mixed(HU_FP32, HU_E4M3, a, HU_E4M3, b, HU_FP32, c, ...).
  function automatic hu_code_t hu_fma_mixed(hu_format_t to, hu_format_t fa, hu_code_t a, hu_format_t fb, hu_code_t b,
                                            hu_format_t fc, hu_code_t c, hu_env_t env, output hu_flags_t flags,
                                            input longint unsigned random = 0);
    return hu_apply_mixed(HU_OP_FMA, to, fa, a, fb, b, fc, c, env, flags, random);
  endfunction

  function automatic hu_code_t hu_convert(hu_format_t to, hu_format_t from, hu_code_t x, hu_env_t env,
                                          output hu_flags_t flags, input longint unsigned random = 0);
    return hu_apply_mixed(HU_OP_CONVERT, to, from, x, 0, 0, 0, 0, env, flags, random);
  endfunction

  // Random integer number `index` of a stream, the same in every simulator.
  function automatic longint unsigned hu_random(longint unsigned seed, longint unsigned stream,
                                                longint unsigned index);
    return hu_flat_random(seed, stream, index);
  endfunction

  // The code of a text such as "0.1", "0x1.8p+3" or "nan", rounded by env.
  function automatic hu_code_t hu_parse(hu_format_t to, string text, hu_env_t env, output hu_flags_t flags,
                                        input longint unsigned random = 0);
    longint unsigned code = 0;
    int unsigned raised = 0;
    hu_must(hu_dpi_parse(to, text, env, random, code, raised), {"number '", text, "'"});
    flags = hu_flags_t'(raised[4:0]);
    return code;
  endfunction

  // A code as text: "0.1", "0.0999755859375", "0x1.998p-4".
  function automatic string hu_print(hu_format_t format, hu_code_t code, hu_text_e style = HU_TEXT_SHORTEST);
    return hu_dpi_print(format, code, style);
  endfunction

  // The stages of hu_apply_mixed's answer (decode, exact, round, encode) in some 25 lines of at most 80 columns. A
  // mistake, or an operation that does not round a number, gives a sentence that says so.
  function automatic string hu_explain_mixed(hu_operation_e op, hu_format_t to, hu_format_t fx, hu_code_t x,
                                             hu_format_t fy, hu_code_t y, hu_format_t fz, hu_code_t z, hu_env_t env,
                                             longint unsigned random = 0);
    return hu_dpi_explain(op, to, fx, x, fy, y, fz, z, env, random);
  endfunction

  // The same of hu_apply's answer.
  function automatic string hu_explain(hu_operation_e op, hu_format_t format, hu_code_t a, hu_code_t b, hu_code_t c,
                                       hu_env_t env, longint unsigned random = 0);
    return hu_dpi_explain(op, format, format, a, format, b, format, c, env, random);
  endfunction

  // The flags as text: "overflow inexact", or "none".
  function automatic string hu_flags_text(hu_flags_t flags);
    string text = "";
    if (flags.invalid) text = {text, " invalid"};
    if (flags.divide_by_zero) text = {text, " divide-by-zero"};
    if (flags.overflow) text = {text, " overflow"};
    if (flags.underflow) text = {text, " underflow"};
    if (flags.inexact) text = {text, " inexact"};
    return text == "" ? "none" : text.substr(1, text.len() - 1);
  endfunction
endpackage
