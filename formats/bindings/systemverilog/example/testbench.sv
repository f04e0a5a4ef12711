// SPDX-License-Identifier: Apache-2.0
//
// The multiplier beside the library: all pairs of E4M3 codes; of FP16 and BF16 all pairs of some codes on which
// multipliers fail, and random ones. +bug=N tests the multiplier with planted defect N instead, and +random=N sets the
// number of random pairs. The simulation ends with $fatal if there was a mismatch.
module bench #(
    parameter string NAME = "fp16",
    parameter int EXPONENT = 5,
    parameter int FRACTION = 10,
    parameter bit TOP_CODE_NAN = 0
);
  import halfulp_pkg::*;
  import halfulp_scoreboard_pkg::*;

  localparam int BUGS = 6;
  localparam int W = EXPONENT + FRACTION;

  logic [W:0] a, b;
  logic [W:0] product[BUGS];
  logic [4:0] flags[BUGS];  // hu_flags_t, but with unknown bits if there are any
  halfulp_scoreboard scoreboard;

  // The multiplier, and one for each defect that can be planted.
  for (genvar i = 0; i < BUGS; i++) begin : with_bug
    logic invalid, overflow, underflow, inexact;
    multiplier #(
        .EXPONENT(EXPONENT),
        .FRACTION(FRACTION),
        .TOP_CODE_NAN(TOP_CODE_NAN),
        .BUG(i)
    ) dut (
        .a,
        .b,
        .product(product[i]),
        .invalid,
        .overflow,
        .underflow,
        .inexact
    );
    assign flags[i] = {invalid, 1'b0, overflow, underflow, inexact};
  end

  task automatic drive(int bug, logic [W:0] x, logic [W:0] y);
    a = x;
    b = y;
    #1;
    void'(scoreboard.check(64'(a), 64'(b), 0, 64'(product[bug]), flags[bug]));
  endtask

  // Code number i of those at the ends of binades and of the format: each exponent at the ends and in the middle with
  // each fraction near all zeros, half and all ones.
  localparam int CORNERS = 2 * 7 * 5;
  function automatic logic [W:0] corner(int i);
    logic [EXPONENT-1:0] exponents[7] =
        '{0, 1, EXPONENT'(1 << (EXPONENT - 2)), EXPONENT'((1 << (EXPONENT - 1)) - 2),
          EXPONENT'((1 << (EXPONENT - 1)) - 1), EXPONENT'((1 << EXPONENT) - 2), EXPONENT'((1 << EXPONENT) - 1)};
    logic [FRACTION-1:0] fractions[5] =
        '{0, 1, FRACTION'(1 << (FRACTION - 1)), FRACTION'((1 << (FRACTION - 1)) + 1),
          FRACTION'((1 << FRACTION) - 1)};
    return {1'(i & 1), exponents[i / 2 % 7], fractions[i / 14]};
  endfunction

  task automatic run(int bug, int random_pairs, output bit failed);
    scoreboard = new(HU_OP_MUL, NAME);
    if (W < 8) begin
      for (int i = 0; i < 1 << (2 * (W + 1)); i++) drive(bug, i[2*W+1:W+1], i[W:0]);
    end else begin
      for (int i = 0; i < CORNERS * CORNERS; i++) drive(bug, corner(i / CORNERS), corner(i % CORNERS));
      for (int i = 0; i < random_pairs; i++) begin
        longint unsigned r = hu_random(1, longint'(FRACTION), longint'(i));
        drive(bug, r[W:0], r[32+:W+1]);
      end
    end
    scoreboard.report();
    failed = scoreboard.mismatches != 0;
  endtask
endmodule

module testbench;
  bench #("e4m3", 4, 3, 1) e4m3 ();
  bench #("fp16", 5, 10) fp16 ();
  bench #("bf16", 8, 7) bf16 ();

  initial begin
    int bug = 0, random_pairs = 20000;
    bit [2:0] failed;
    void'($value$plusargs("bug=%d", bug));
    void'($value$plusargs("random=%d", random_pairs));
    e4m3.run(bug, random_pairs, failed[0]);
    fp16.run(bug, random_pairs, failed[1]);
    bf16.run(bug, random_pairs, failed[2]);
    if (failed != 0) $fatal(1, "the multiplier differs from halfulp");
    $finish;
  end
endmodule
