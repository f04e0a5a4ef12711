// SPDX-License-Identifier: Apache-2.0
//
// A scoreboard: it compares what a design answered with the library, result and flags, and explains the mismatches.
// It is a plain class. In UVM, make one in a uvm_subscriber or uvm_scoreboard, and call check() in its write().
package halfulp_scoreboard_pkg;
  import halfulp_pkg::*;

  class halfulp_scoreboard;
    // The operation, and the format of its operands and its result: any text that halfulp_pkg::hu_format takes. The
    // policies may be changed before the first check.
    hu_operation_e op;
    string name;
    hu_format_t format;
    hu_env_t env = HU_IEEE;

    // Mismatches that get a line, and those that get an explanation of some 25 lines, too.
    longint unsigned lines = 10;
    longint unsigned explanations = 1;

    longint unsigned checks = 0;
    longint unsigned mismatches = 0;

    function new(hu_operation_e operation, string of);
      op = operation;
      name = of;
      format = hu_format(of);
    endfunction

    // Compares one answer of the design. True if it is the library's; unknown bits are mismatches. Operands that the
    // operation does not take are 0.
    function bit check(logic [63:0] a, logic [63:0] b, logic [63:0] c, logic [63:0] result, logic [4:0] flags);
      hu_flags_t expected_flags;
      hu_code_t expected = hu_apply(op, format, hu_code_t'(a), hu_code_t'(b), hu_code_t'(c), env, expected_flags);
      checks++;
      if (!$isunknown({a, b, c}) && result === expected && flags === expected_flags) return 1;
      mismatches++;
      if (mismatches <= lines) begin
        $display("%s: %s = 0x%0h, flags %s; expected 0x%0h, flags %s%s", name, question(a, b, c), result,
                 hu_flags_text(hu_flags_t'(flags)), expected, hu_flags_text(expected_flags), command(a, b, c));
      end
      if (mismatches <= explanations) begin
        $display("\n%s", hu_explain(op, format, hu_code_t'(a), hu_code_t'(b), hu_code_t'(c), env));
      end
      return 0;
    endfunction

    function void report();
      $display("%s: %s: %0d checks, %0d mismatches", name, mismatches == 0 ? "PASS" : "FAIL", checks, mismatches);
    endfunction

    // The operation in the manner of `halfulp explain`.
    function string question(logic [63:0] a, logic [63:0] b, logic [63:0] c);
      case (op)
        HU_OP_ADD: return $sformatf("0x%0h + 0x%0h", a, b);
        HU_OP_SUB: return $sformatf("0x%0h - 0x%0h", a, b);
        HU_OP_MUL: return $sformatf("0x%0h * 0x%0h", a, b);
        HU_OP_DIV: return $sformatf("0x%0h / 0x%0h", a, b);
        HU_OP_SQRT: return $sformatf("sqrt(0x%0h)", a);
        HU_OP_FMA: return $sformatf("fma(0x%0h, 0x%0h, 0x%0h)", a, b, c);
        default: return $sformatf("%s of 0x%0h, 0x%0h, 0x%0h", op.name(), a, b, c);
      endcase
    endfunction

    // The command that explains it, if its policies need no options.
    function string command(logic [63:0] a, logic [63:0] b, logic [63:0] c);
      if (env != HU_IEEE || $isunknown({a, b, c})) return "";
      if (!(op inside {[HU_OP_ADD : HU_OP_FMA]})) return "";
      return $sformatf("\n    halfulp explain \"%s: %s\"", name, question(a, b, c));
    endfunction
  endclass
endpackage
