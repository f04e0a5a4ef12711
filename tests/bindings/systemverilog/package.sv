// SPDX-License-Identifier: Apache-2.0
//
// Checks of halfulp_pkg: arguments arrive in their places and results come back, policies lie where halfulp_flat.h
// says, mistakes are noticed. Expected codes are from IEEE 754 by hand, or from README.md. Explanations, in the file of
// +explanations=, are for systemverilog.sh to compare with the command's.
module package_test;
  import halfulp_pkg::*;
  import halfulp_scoreboard_pkg::*;

  int failures = 0;

  function automatic void expect_code(string what, hu_code_t got, hu_code_t expected);
    if (got != expected) begin
      failures++;
      $display("package: FAIL: %s: %0h, expected %0h", what, got, expected);
    end
  endfunction

  function automatic void expect_text(string what, string got, string expected);
    if (got != expected) begin
      failures++;
      $display("package: FAIL: %s: '%s', expected '%s'", what, got, expected);
    end
  endfunction

  function automatic void formats();
    expect_code("HU_FP64", HU_FP64, hu_format("fp64"));
    expect_code("HU_FP32", HU_FP32, hu_format("fp32"));
    expect_code("HU_TF32", HU_TF32, hu_format("tf32"));
    expect_code("HU_FP16", HU_FP16, hu_format("fp16"));
    expect_code("HU_BF16", HU_BF16, hu_format("bf16"));
    expect_code("HU_E4M3", HU_E4M3, hu_format("e4m3"));
    expect_code("HU_E5M2", HU_E5M2, hu_format("e5m2"));
    expect_code("width", hu_code_t'(hu_width(HU_TF32)), 19);
    expect_code("no format", hu_code_t'(hu_width(0)), 0);
    expect_text("no error", hu_dpi_format_error("binary8p3se"), "");
    if (hu_dpi_format_error("e4m3:nan=all") == "") expect_text("error", "", "a sentence");
  endfunction

  // HU_FLAT_ROUNDING and so on: the lowest bit of each policy.
  function automatic void policies();
    hu_env_t env;
    hu_flags_t flags;
    env = HU_IEEE; env.rounding = hu_rounding_e'(1); expect_code("rounding", env, 64'd1 << 0);
    env = HU_IEEE; env.overflow = hu_overflow_e'(1); expect_code("overflow", env, 64'd1 << 4);
    env = HU_IEEE; env.tininess = hu_tininess_e'(1); expect_code("tininess", env, 64'd1 << 8);
    env = HU_IEEE; env.nan = hu_nan_policy_e'(1); expect_code("nan", env, 64'd1 << 12);
    env = HU_IEEE; env.flush = HU_FLUSH_OPERANDS; expect_code("flush", env, 64'd1 << 16);
    env = HU_IEEE; env.flush = HU_FLUSH_RESULTS; expect_code("flush", env, 64'd2 << 16);
    env = HU_IEEE; env.odd_overflow = hu_odd_overflow_e'(1); expect_code("odd_overflow", env, 64'd1 << 20);
    env = HU_IEEE; env.missing_nan = hu_missing_nan_e'(1); expect_code("missing_nan", env, 64'd1 << 24);
    env = HU_IEEE; env.missing_zero = hu_missing_zero_e'(1); expect_code("missing_zero", env, 64'd1 << 28);
    env = HU_IEEE; env.negative = hu_negative_e'(1); expect_code("negative", env, 64'd1 << 32);
    env = HU_IEEE; env.infinity_nan = hu_infinity_nan_e'(1); expect_code("infinity_nan", env, 64'd1 << 36);
    env = HU_IEEE; env.zero_divide = hu_zero_divide_e'(1); expect_code("zero_divide", env, 64'd1 << 40);
    env = HU_IEEE; env.random_bits = 1; expect_code("random_bits", env, 64'd1 << 56);
    // CUDA's conversions saturate: 1000 becomes 448.
    expect_code("cuda", hu_convert(HU_E4M3, HU_FP32, 'h447a_0000, hu_like("cuda", HU_E4M3), flags), 'h7e);
  endfunction

  function automatic void operations();
    hu_env_t up = HU_IEEE, drawn = HU_IEEE;
    hu_flags_t flags;
    up.rounding = HU_UP;
    expect_code("1 + 2", hu_add(HU_FP16, 'h3c00, 'h4000, HU_IEEE, flags), 'h4200);
    expect_text("1 + 2", hu_flags_text(flags), "none");
    expect_code("1 - 2", hu_sub(HU_FP16, 'h3c00, 'h4000, HU_IEEE, flags), 'hbc00);
    expect_code("2 * 3", hu_mul(HU_FP16, 'h4000, 'h4200, HU_IEEE, flags), 'h4600);
    expect_code("3 / 2", hu_div(HU_FP16, 'h4200, 'h4000, HU_IEEE, flags), 'h3e00);
    expect_code("1 / 0", hu_div(HU_FP16, 'h3c00, 0, HU_IEEE, flags), 'h7c00);
    expect_text("1 / 0", hu_flags_text(flags), "divide-by-zero");
    expect_code("sqrt(4)", hu_sqrt(HU_FP16, 'h4400, HU_IEEE, flags), 'h4000);
    expect_code("sqrt(-1)", hu_sqrt(HU_FP16, 'hbc00, HU_IEEE, flags), 'h7e00);
    expect_text("sqrt(-1)", hu_flags_text(flags), "invalid");
    expect_code("2 * 3 + 1", hu_fma(HU_FP16, 'h4000, 'h4200, 'h3c00, HU_IEEE, flags), 'h4700);
    expect_code("448 * 2^-9 + 1",
                hu_fma_mixed(HU_FP32, HU_E4M3, 'h7e, HU_E4M3, 'h01, HU_FP32, 'h3f80_0000, HU_IEEE, flags), 'h3ff0_0000);
    expect_code("largest * 2", hu_mul(HU_FP16, 'h7bff, 'h4000, HU_IEEE, flags), 'h7c00);
    expect_text("largest * 2", hu_flags_text(flags), "overflow inexact");
    expect_code("smallest / 2, up", hu_div(HU_FP16, 'h0001, 'h4000, up, flags), 'h0001);
    expect_text("smallest / 2, up", hu_flags_text(flags), "underflow inexact");
    expect_code("nextUp(1)", hu_apply(hu_operation("nextUp"), HU_FP16, 'h3c00, 0, 0, HU_IEEE, flags), 'h3c01);
    // 1 + 2^-11, in FP32, lies in the middle of two numbers of FP16: with one random bit, R decides.
    drawn.rounding = HU_STOCHASTIC_A;
    drawn.random_bits = 1;
    expect_code("R = 0", hu_convert(HU_FP16, HU_FP32, 'h3f80_1000, drawn, flags, 0), 'h3c00);
    expect_code("R = 1", hu_convert(HU_FP16, HU_FP32, 'h3f80_1000, drawn, flags, 1), 'h3c01);
    if (hu_random(1, 2, 3) == hu_random(1, 2, 4)) expect_text("random", "the same", "another");
  endfunction

  function automatic void texts();
    hu_flags_t flags;
    expect_code("0.1", hu_parse(HU_FP16, "0.1", HU_IEEE, flags), 'h2e66);
    expect_text("0.1", hu_flags_text(flags), "inexact");
    expect_text("print", hu_print(HU_FP16, 'h2e66), "0.1");
    expect_text("print exactly", hu_print(HU_FP16, 'h2e66, HU_TEXT_EXACT), "0.0999755859375");
    expect_text("print in hexadecimal", hu_print(HU_FP16, 'h2e66, HU_TEXT_HEX), "0x1.998p-4");
    expect_text("print of a wrong code", hu_print(HU_E4M3, 'h100), hu_flat_status(4));
    expect_text("explain a wrong code", hu_explain(HU_OP_ADD, HU_E4M3, 'h100, 0, 0, HU_IEEE), hu_flat_status(4));
    expect_text("explain a comparison", hu_explain(HU_OP_EQUAL_QUIET, HU_E4M3, 0, 0, 0, HU_IEEE),
                "the operation does not round a number: there is nothing to explain");
  endfunction

  // A scoreboard counts what is wrong: here a result, flags, and an unknown bit where the simulator has such.
  function automatic void scoreboard();
    halfulp_scoreboard board = new(HU_OP_ADD, "fp16");
    board.lines = 0;
    board.explanations = 0;
    expect_code("right", hu_code_t'(board.check('h3c00, 'h4000, 0, 'h4200, 0)), 1);
    expect_code("wrong result", hu_code_t'(board.check('h3c00, 'h4000, 0, 'h4201, 0)), 0);
    expect_code("wrong flags", hu_code_t'(board.check('h3c00, 'h4000, 0, 'h4200, 1)), 0);
    expect_code("mismatches", board.mismatches, 2);
    expect_code("checks", board.checks, 3);
  endfunction

  // One explanation, after a line with the arguments of the command that says the same.
  function automatic void explain(int file, string arguments, hu_operation_e op, hu_format_t to, hu_format_t from,
                                  hu_code_t x, hu_code_t y, hu_env_t env, longint unsigned random = 0);
    $fwrite(file, "== %s\n%s", arguments, hu_explain_mixed(op, to, from, x, from, y, 0, 0, env, random));
  endfunction

  // Formats get back their names, and each policy that changes the result its place.
  function automatic void explanations(int file);
    hu_env_t env = HU_IEEE;
    hu_format_t own = hu_format("e5m3b15:inf=none,nan=top"), e8m0 = hu_format("e8m0"), e2m1 = hu_format("e2m1");
    $fwrite(file, "== e4m3, e4m3, fp32 -> fp16: fma(0x7e, 0x01, 0x3f800000)\n%s",
            hu_explain_mixed(HU_OP_FMA, HU_FP16, HU_E4M3, 'h7e, HU_E4M3, 'h01, HU_FP32, 'h3f80_0000, env));
    explain(file, "fp16: 0x2e66 + 0x3266", HU_OP_ADD, HU_FP16, HU_FP16, 'h2e66, 'h3266, env);
    explain(file, "e5m3b15:inf=none,nan=top: 0x81 / 0x05", HU_OP_DIV, own, own, 'h81, 'h05, env);
    explain(file, "fp32 -> e8m0: 0x40490fdb", HU_OP_CONVERT, e8m0, HU_FP32, 'h4049_0fdb, 0, env);
    env.rounding = HU_STOCHASTIC_B;
    env.random_bits = 8;
    explain(file, "fp16: 0x2e66 * 0x3266 --rounding stochastic-b --random-bits 8 --random 77", HU_OP_MUL, HU_FP16,
            HU_FP16, 'h2e66, 'h3266, env, 77);
    env = HU_IEEE;
    env.overflow = HU_SATURATE_FINITE;
    explain(file, "fp32 -> e4m3: 0x7f000000 --overflow saturate-finite", HU_OP_CONVERT, HU_E4M3, HU_FP32, 'h7f00_0000,
            0, env);
    env = HU_IEEE;
    env.tininess = HU_TININESS_BEFORE;
    explain(file, "fp16: 0x3c01 * 0x3ff --tininess before", HU_OP_MUL, HU_FP16, HU_FP16, 'h3c01, 'h03ff, env);
    env = HU_IEEE;
    env.nan = HU_ARM_NAN;
    explain(file, "fp16: 0xfe01 + 0x3c00 --nan arm", HU_OP_ADD, HU_FP16, HU_FP16, 'hfe01, 'h3c00, env);
    env = HU_IEEE;
    env.flush = HU_FLUSH_OPERANDS;
    explain(file, "fp16: 0x1 + 0x3 --daz", HU_OP_ADD, HU_FP16, HU_FP16, 'h0001, 'h0003, env);
    env = HU_IEEE;
    env.flush = HU_FLUSH_RESULTS;
    explain(file, "fp16: 0x1 + 0x3 --ftz", HU_OP_ADD, HU_FP16, HU_FP16, 'h0001, 'h0003, env);
    env = HU_IEEE;
    env.rounding = HU_TO_ODD;
    env.odd_overflow = HU_ODD_OVERFLOW_ODD_CODE;
    explain(file, "fp32 -> binary8p3se: 0x7f000000 --rounding to-odd --odd-overflow odd-code", HU_OP_CONVERT,
            hu_format("binary8p3se"), HU_FP32, 'h7f00_0000, 0, env);
    env = HU_IEEE;
    env.missing_nan = HU_MISSING_NAN_ZERO;
    explain(file, "fp32 -> e2m1: 0x7fc00000 --missing-nan zero", HU_OP_CONVERT, e2m1, HU_FP32, 'h7fc0_0000, 0, env);
    env = HU_IEEE;
    env.missing_zero = HU_MISSING_ZERO_SMALLEST;
    explain(file, "fp32 -> e8m0: 0x0 --missing-zero smallest", HU_OP_CONVERT, e8m0, HU_FP32, 0, 0, env);
    env = HU_IEEE;
    env.negative = HU_NEGATIVE_MAGNITUDE;
    explain(file, "fp32 -> e8m0: 0xc0000000 --negative magnitude", HU_OP_CONVERT, e8m0, HU_FP32, 64'hc000_0000, 0,
            env);
    env = HU_IEEE;
    env.infinity_nan = HU_INFINITY_NAN_SIGNED;
    explain(file, "fp32 -> e4m3: 0xff800000 --infinity-nan signed", HU_OP_CONVERT, HU_E4M3, HU_FP32, 64'hff80_0000,
            0, env);
    env = HU_IEEE;
    env.zero_divide = HU_ZERO_DIVIDE_NAN;
    explain(file, "fp16: 0x3c00 / 0x0 --zero-divide nan", HU_OP_DIV, HU_FP16, HU_FP16, 'h3c00, 0, env);
  endfunction

  initial begin
    string path;
    int file;
    if ($test$plusargs("mistake")) void'(hu_format("e4m3:nan=all"));
    formats();
    policies();
    operations();
    texts();
    scoreboard();
    if ($value$plusargs("explanations=%s", path)) begin
      file = $fopen(path, "w");
      explanations(file);
      $fclose(file);
    end
    if (failures != 0) $fatal(1, "package: %0d failures", failures);
    $display("package: PASS");
  end
endmodule
