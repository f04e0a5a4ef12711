/* SPDX-License-Identifier: Apache-2.0
 *
 * number_figures.c - the pictures of lesson 01 as files. See number_figures.h.
 */
#include "number_figures.h"

#include "numbers.h"

#include <math.h>

void figure_number_line(lesson *l)
{
    static const char *const names[] = {"e5m2", "e4m3", "e3m2", "e2m1"};
    figure f = figure_begin(l, "line", "format,number,code");
    for (int i = 0; i < 4; i++) {
        const hu_format *format = hu_format_find(names[i]);
        for (uint64_t code = 0; code <= hu_format_largest(format); code++) {
            figure_row(&f, "%s,%.9g,0x%02X", names[i], number_value(hu_number_of(format, code)), (unsigned)code);
        }
    }
    figure_draw(l, &f,
                &(figure_picture){
                    "All numbers of four small formats, from zero up", "number (no unit)", "",
                    "set tics noenhanced\nunset key\nunset grid\nset border 1\nset yrange [0.5:4.5]\n"
                    "set ytics ('E5M2' 1, 'E4M3' 2, 'E3M2' 3, 'E2M1' 4) scale 0\n"
                    "set multiplot layout 2,1\n"
                    "set title 'from 0 to 6: the nearer to zero, the denser'\nset xrange [0:6.05]\nset xtics 1\n"
                    "plot for [i=1:4] CSV using (strcol(1) eq word('e5m2 e4m3 e3m2 e2m1', i) ? $2 : NaN)"
                    ":(i-0.35):(0):(0.7) with vectors nohead lt i lw 1\n"
                    "set title 'all above 0, with binades of equal length: as many numbers in each, but at the ends'\n"
                    "set logscale x 2\nset format x '2^{%L}'\nset tics enhanced\nset xrange [2**-17:2**16]\n"
                    "set xtics 2**-16, 16, 2**16\n"
                    "plot for [i=1:4] CSV using (strcol(1) eq word('e5m2 e4m3 e3m2 e2m1', i) && $2 > 0 ? $2 : NaN)"
                    ":(i-0.35):(0):(0.7) with vectors nohead lt i lw 1\nunset multiplot"});
}

void figure_staircase(lesson *l)
{
    static const char *const names[] = {"e4m3", "e5m2", "fp16", "bf16"};
    figure f = figure_begin(l, "staircase", "format,number,ulp");
    for (int i = 0; i < 4; i++) {
        const hu_format *format = hu_format_find(names[i]);
        hu_number x = {format, hu_format_smallest(format)};
        for (; x.code < hu_format_largest(format); x.code++) {
            if (number_value(x) == ldexp(1, ilogb(number_value(x)))) {
                figure_row(&f, "%s,%.9g,%.9g", names[i], number_value(x), number_ulp(x));
            }
        }
        x.code--;
        figure_row(&f, "%s,%.9g,%.9g", names[i], number_value(x) + number_ulp(x), number_ulp(x));
    }
    figure_draw(l, &f,
                &(figure_picture){
                    "How far apart the numbers are", "number (no unit)", "ulp: distance to the next number (no unit)",
                    "set logscale xy 2\nset format xy '2^%L'\nset tics noenhanced\nset xrange [2**-26:2**18]\n"
                    "set yrange [2**-28:2**14]\nset key inside top left\n"
                    "plot for [i=1:4] CSV using 2:(strcol(1) eq word('e4m3 e5m2 fp16 bf16', i) ? $3 : NaN) "
                    "with steps lt i title word('E4M3 E5M2 FP16 BF16', i)"});
}
