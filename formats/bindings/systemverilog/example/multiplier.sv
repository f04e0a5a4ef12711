// SPDX-License-Identifier: Apache-2.0
//
// A small multiplier of binary floating-point numbers: one sign bit, EXPONENT and FRACTION bits, subnormal numbers; to
// nearest, ties to even; IEEE 754's flags, tininess after rounding; NaNs become the positive quiet one. It is
// combinational and made to be read. BUG plants a defect.
module multiplier #(
    parameter int EXPONENT = 5,
    parameter int FRACTION = 10,
    // OCP's E4M3: no infinities, the top code of each sign is the only NaN, and the other top codes are numbers.
    parameter bit TOP_CODE_NAN = 0,
    // 1: the bits below the guard bit are forgotten; 2: rounding does not carry into the exponent; 3: subnormal
    // operands have the leading bit of normal ones; 4: zero times a large number has an exponent; 5: tininess is found
    // before rounding.
    parameter int BUG = 0
) (
    input logic [EXPONENT+FRACTION:0] a,
    input logic [EXPONENT+FRACTION:0] b,
    output logic [EXPONENT+FRACTION:0] product,
    output logic invalid,
    output logic overflow,
    output logic underflow,
    output logic inexact
);
  localparam int P = FRACTION + 1;  // precision
  localparam int W = EXPONENT + FRACTION;  // bits below the sign
  localparam int BIAS = (1 << (EXPONENT - 1)) - 1;

  localparam logic [W-1:0] NAN = TOP_CODE_NAN ? '1 : {{EXPONENT{1'b1}}, 1'b1, {(FRACTION - 1) {1'b0}}};
  localparam logic [W-1:0] INFINITY = TOP_CODE_NAN ? '1 : {{EXPONENT{1'b1}}, {FRACTION{1'b0}}};
  localparam int LIMIT = int'(INFINITY);  // the first code above the largest finite number

  // ---- Decode -----------------------------------------------------------------------------------------------------

  logic [W-1:0] magnitude_a, magnitude_b;
  logic a_is_nan, b_is_nan, a_is_infinity, b_is_infinity, signaling, sign;
  logic [P-1:0] significand_a, significand_b;

  function automatic logic is_nan(logic [W-1:0] magnitude);
    return TOP_CODE_NAN ? magnitude == INFINITY : magnitude > INFINITY;
  endfunction

  function automatic logic [P-1:0] significand(logic [W-1:0] magnitude);
    return {magnitude[W-1:FRACTION] != 0 || BUG == 3, magnitude[FRACTION-1:0]};
  endfunction

  // Subnormal numbers have the exponent of the lowest normal ones.
  function automatic int exponent(logic [W-1:0] magnitude);
    return magnitude[W-1:FRACTION] != 0 ? int'(magnitude[W-1:FRACTION]) : 1;
  endfunction

  always_comb begin
    magnitude_a = a[W-1:0];
    magnitude_b = b[W-1:0];
    sign = a[W] ^ b[W];
    a_is_nan = is_nan(magnitude_a);
    b_is_nan = is_nan(magnitude_b);
    a_is_infinity = !TOP_CODE_NAN && magnitude_a == INFINITY;
    b_is_infinity = !TOP_CODE_NAN && magnitude_b == INFINITY;
    signaling = !TOP_CODE_NAN && ((a_is_nan && !a[FRACTION-1]) || (b_is_nan && !b[FRACTION-1]));
    significand_a = significand(magnitude_a);
    significand_b = significand(magnitude_b);
  end

  // ---- Multiply, and normalise: the leading bit of `exact`, if any, is its top bit --------------------------------

  logic [2*P-1:0] exact;
  int scale;  // exponent field of the exact product; below 1 it is under the normal numbers, where zero is, too

  always_comb begin
    exact = significand_a * significand_b;
    scale = exponent(magnitude_a) + exponent(magnitude_b) - BIAS + 1;
    for (int i = 0; i < 2 * P; i++) begin
      if (!exact[2*P-1]) begin
        exact = exact << 1;
        scale = scale - 1;
      end
    end
    if (exact == 0 && BUG != 4) scale = 0;
  end

  // ---- Round to P bits, or fewer below the normal numbers ---------------------------------------------------------

  // True if a significand with these bits below its last one, at `exact[P-1:0]`, goes up.
  function automatic logic goes_up(logic [2*P-1:0] bits, logic more);
    logic guard = bits[P-1];
    logic sticky = BUG != 1 && (bits[P-2:0] != 0 || more);
    return guard && (sticky || bits[P]);
  endfunction

  logic [2*P-1:0] shifted;  // exact, its last bit at the weight of the smallest subnormal number if it is below
  logic lost, up, tiny;
  int distance, rounded;

  always_comb begin
    distance = scale < 1 ? 1 - scale : 0;
    shifted = distance < 2 * P ? exact >> distance : '0;
    lost = (shifted << distance) != exact || (distance >= 2 * P && exact != 0);
    up = goes_up(shifted, lost);
    // Exponent and fraction are one integer, so that a carry out of the fraction moves the exponent. A subnormal number
    // has no leading bit to remove.
    rounded = (scale < 1 ? 0 : (scale - 1) << FRACTION) + int'(shifted[2*P-1:P]) + int'(up);
    if (BUG == 2 && up && shifted[2*P-2:P] == '1) rounded = rounded - (1 << FRACTION);
    // With P bits whatever the exponent, would it be below the normal numbers?
    tiny = scale < 0 || (scale == 0 && (BUG == 5 || !(exact[2*P-1:P] == '1 && goes_up(exact, 1'b0))));
  end

  // ---- Encode -----------------------------------------------------------------------------------------------------

  always_comb begin
    product = {sign, rounded[W-1:0]};
    invalid = 0;
    overflow = 0;
    inexact = shifted[P-1:0] != 0 || lost;
    underflow = tiny && inexact;
    if (a_is_nan || b_is_nan || (a_is_infinity && significand_b == 0) || (b_is_infinity && significand_a == 0)) begin
      product = {1'b0, NAN};
      invalid = signaling || !(a_is_nan || b_is_nan);
      {underflow, inexact} = '0;
    end else if (a_is_infinity || b_is_infinity) begin
      product = {sign, INFINITY};
      {underflow, inexact} = '0;
    end else if (rounded >= LIMIT) begin
      product = TOP_CODE_NAN ? {1'b0, NAN} : {sign, INFINITY};
      {overflow, inexact} = '1;
    end
  end
endmodule
