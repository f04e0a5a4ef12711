/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp run: lines of operands in, the same lines with result and flags out.
 */
#include "cli.h"
#include "sections.h"

static const char help[] =
    "usage: halfulp run [OPTION]... [FUNCTION]\n"
    "Reads lines of operands as Berkeley TestFloat writes them, and appends the result and its flags:\n"
    "\n"
    "  testfloat_gen f16 2 | halfulp run f16_add | testfloat_ver f16_add\n"
    "\n"
    "A line holds hexadecimal codes with a space between them, all digits of each: \"87FF E850\". The\n"
    "flags are two digits, a sum of 01 inexact, 02 underflow, 04 overflow, 08 infinite (division by\n"
    "zero) and 10 invalid. Lines that begin with # are comments. No line at all is an error.\n"
    "\n"
    "FUNCTION\n"
    "  FORMAT_add _sub _mul _div _rem            two operands\n"
    "  FORMAT_mulAdd                             three: x * y + z, rounded once\n"
    "  FORMAT_sqrt _roundToInt                   one\n"
    "  FORMAT_eq _le _lt _eq_signaling _le_quiet _lt_quiet        two; the result is 0 or 1\n"
    "  FORMAT_minimum _maximum _minimumNumber _maximumNumber      two (IEEE 754-2019)\n"
    "  FORMAT_nextUp _nextDown _logB             one\n"
    "  FORMAT_scaleB                             a number and an i32\n"
    "  FORMAT_totalOrder                         two; the result is 0 or 1\n"
    "  FORMAT_class                              one; the result is 0 to 9: signaling NaN, quiet NaN,\n"
    "                                            -infinity, -normal, -subnormal, -0, +0, +subnormal,\n"
    "                                            +normal, +infinity\n"
    "  FORMAT_compare_quiet _compare_signaling   two; 0 less, 1 equal, 2 greater, 3 unordered\n"
    "  FORMAT_to_FORMAT  FORMAT_to_INTEGER  INTEGER_to_FORMAT     one\n"
    "  MODEL                                     an instruction: see `halfulp models --help`\n"
    "FORMAT is a name that `halfulp formats` lists (f16, f32, f64 and bf16 as in TestFloat), one of IEEE\n"
    "P3109's, such as binary8p3se, or a description, such as e5m3:inf=none,nan=top (see `halfulp formats\n"
    "--help`). INTEGER is i32, i64, ui32 or ui64. Operands may be of different formats, and the result,\n"
    "which is of the last one's, of another: e4m3_e4m3_f32_mulAdd, e4m3_e4m3_f32_mulAdd_to_f16. f64 takes\n"
    "no part in arithmetic. What rounds to integers may end in _r_minMag and the like (direction), _x\n"
    "(exact) or _rx_minMag (both).\n"
    "\n"
    "OPTION, with one dash or two (* is the default)\n"
    "  -like NAME                                the policies of an implementation that `halfulp presets`\n"
    "                                            lists; other options change single ones of them\n"
    "* -rnear_even -rnear_maxMag -rminMag -rmin -rmax -rodd       rounding direction\n"
    "  -rstochastic_a -rstochastic_b -rstochastic_c -randombits N   stochastic rounding; the random\n"
    "                                            integer of N bits is a column after the operands\n"
    "  -tininessbefore, *-tininessafter          when underflow is detected\n"
    "  -exact, *-notexact                        does rounding to an integer raise inexact\n"
    "* -nosat, -satfinite, -sat                  overflow gives infinity (or NaN); the largest number;\n"
    "                                            that for infinities too\n"
    "  -nan *canonical|x86|arm|nvidia|signed     what NaNs and invalid integers look like\n"
    "  -daz -ftz                                 subnormal operands, tiny results are zero\n"
    "  -oddoverflow *largest|odd-code            overflow of -rodd\n"
    "  -missingnan *largest|opposite-zero|zero   a NaN in a format without one\n"
    "  -missingzero *by-overflow|smallest|tiny-smallest   zero in a format without one (e8m0)\n"
    "  -negative *by-overflow|magnitude|directed   a negative result in a format without a sign\n"
    "  -infinitynan *as-invalid|signed           the sign of a NaN that stands for an infinity\n"
    "  -zerodivide *infinity|nan                 x/0\n"
    "  -count NUMBER|all                         how many cases must come: NUMBER, or all that `halfulp\n"
    "                                            gen FUNCTION writes (at the -level that is given: *1|2)\n"
    "  -footer                                   the input must end with the footer of `gen -footer`\n"
    "  -noflags                                  no column of flags\n"
    "\n"
    "Without a FUNCTION the lines say which: a header, \"# function: -rmin f16_add\", with options that\n"
    "say how to round, begins the cases of each (see `halfulp gen -all`), and is written as well.\n"
    "A footer, \"# cases: 65536\", is compared with the number of cases before it and written as well.\n";

int command_run(int argc, char **argv)
{
    static line_reader reader;
    static line_writer writer;
    const vector_options options = vector_options_parse(VECTORS_RUN, argc, argv, help);
    section s = section_open(&options);
    uint64_t operands[OPERANDS_MAX] = {0};
    answer result;
    tally_found found;
    reader_open(&reader);
    while ((found = section_next(&s, &reader, &writer)) != TALLY_END) {
        if (found == TALLY_HEADER) {
            section_end(&s, found, &writer);
            section_begin(&s, &reader, &writer);
            continue;
        }
        read_operands(&reader, &writer, &s.f, operands, &s.options.env);
        if (!line_done(&reader)) {
            fail_line(&reader, &writer, &s.f, &s.options.env, false);
        }
        function_apply(&s.f, operands, &s.options.env, &result);
        write_operands(&writer, &s.f, operands, &s.options.env);
        write_answer(&writer, &s.f, &result);
    }
    section_end(&s, found, &writer);
    return STATUS_GOOD;
}
