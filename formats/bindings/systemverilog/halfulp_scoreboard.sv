// SPDX-License-Identifier: Apache-2.0
//
// A scoreboard: it compares what a design answered with the library, result and flags, and explains the mismatches.
// It is a plain class. In UVM, make one in a uvm_subscriber or uvm_scoreboard, and call check() in its write().
package halfulp_scoreboard_pkg;
  import halfulp_pkg::*;

  class halfulp_scoreboard;
    // Of one operation on operands of one format. Change env before the first check.
    string name;
    hu_operation_e op;
    hu_format_t format;
    hu_env_t env = HU_IEEE;

    // Mismatches that are printed, each in a line, and explained, in some 25 lines more.
    int print = 5;
    int explain = 1;

    longint unsigned checks = 0;
    longint unsigned mismatches = 0;

    function new(string title, hu_operation_e operation, hu_format_t of);
      name = title;
      op = operation;
      format = of;
    endfunction

    // Compares one answer of the design. True if it is the library's. Operands that op does not take are 0.
    function bit check(hu_code_t a, hu_code_t b, hu_code_t c, hu_code_t result, hu_flags_t flags);
      hu_flags_t expected_flags;
      hu_code_t expected = hu_apply(op, format, a, b, c, env, expected_flags);
      checks++;
      if (result == expected && flags == expected_flags) return 1;
      mismatches++;
      if (mismatches <= longint'(print)) begin
        $display("%s: %s of %0h, %0h, %0h: got %0h, flags %s; expected %0h, flags %s", name, op.name(), a, b, c, result,
                 hu_flags_text(flags), expected, hu_flags_text(expected_flags));
      end
      if (mismatches <= longint'(explain)) $display("\n%s", hu_explain(op, format, a, b, c, env));
      return 0;
    endfunction

    function void report();
      $display("%s: %s: %0d checks, %0d mismatches", name, mismatches == 0 ? "PASS" : "FAIL", checks, mismatches);
    endfunction
  endclass
endpackage
