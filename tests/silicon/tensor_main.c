/* SPDX-License-Identifier: Apache-2.0
 *
 * What an NVIDIA GPU's tensor instructions compute, beside what the library says that they compute (halfulp_dot.h): one
 * instruction or a chain of them. The status is 1 if a result differs.
 *
 * --out writes a record: DIR/vectors.txt, a sample of dot products with their results, and DIR/index.txt with
 * DIR/d0.bin, the results of whole tiles, whose operands make_tile makes again anywhere. --replay takes them from it.
 */
#include "tensor_compare.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool is_asked_for(const options *o, const char *name)
{
    bool asked = o->part_count == 0;
    for (size_t i = 0; i < o->part_count; i++) {
        asked |= strstr(name, o->parts[i]) != NULL;
    }
    return asked;
}

static const char usage[] = "usage: tensor [--quick] [--host] [OPTION VALUE]... [PART-OF-A-NAME ...]\n"
                            "  PART-OF-A-NAME  some instructions only\n"
                            "  --quick         a sixteenth of the dot products\n"
                            "  --host          a test of this program: our own results, some of them changed; no GPU\n"
                            "  --dots N        for each instruction, 10000000; --chained N: in chains, 1000000\n"
                            "  --seed N        of the operands; --threads N\n"
                            "  --out DIR       write a record; --replay DIR: compare with one\n";

static bool take_value(options *o, const char *name, const char *value)
{
    const uint64_t number = value != NULL ? strtoull(value, NULL, 10) : 0;
    if (value == NULL) {
        return false;
    }
    if (strcmp(name, "--out") == 0) {
        o->out = value;
    } else if (strcmp(name, "--replay") == 0) {
        o->replay = value;
    } else if (strcmp(name, "--dots") == 0) {
        o->dots = number;
    } else if (strcmp(name, "--chained") == 0) {
        o->chained = number;
    } else if (strcmp(name, "--seed") == 0) {
        o->seed = number;
    } else if (strcmp(name, "--threads") == 0) {
        o->threads = (int)number;
    } else {
        return false;
    }
    return true;
}

static options parse(char **argument)
{
    options o = {.dots = 10000000, .chained = 1000000, .seed = 1, .threads = 16};
    bool quick = false;
    for (argument++; *argument != NULL; argument++) {
        if (strcmp(*argument, "--quick") == 0) {
            quick = true;
        } else if (strcmp(*argument, "--host") == 0) {
            o.host = true;
        } else if (**argument != '-' && o.part_count < sizeof o.parts / sizeof o.parts[0]) {
            o.parts[o.part_count++] = *argument;
        } else if (take_value(&o, argument[0], argument[1])) {
            argument++;
        } else {
            fputs(usage, stderr);
            exit(2);
        }
    }
    o.dots /= quick ? 16 : 1;
    o.chained /= quick ? 16 : 1;
    return o;
}

static int run(const options *o)
{
    record r = {0};
    bool good = true;
    if (o->out != NULL) {
        r.vectors = open_in(o->out, "vectors.txt", "w");
        r.index = open_in(o->out, "index.txt", "w");
    }
    for (size_t i = 0; i < instruction_count; i++) {
        const instruction *row = &instructions[i];
        if (!is_asked_for(o, row->name)) {
            continue;
        }
        if (!layout_works(o, row)) {
            printf("%-40s THE SELF-CHECK WITH INTEGERS FAILS\n", row->name);
            good = false;
            continue;
        }
        good &= o->dots == 0 || run_instruction(o, row, 1, o->dots, &r);
        if (!row->no_addend && o->chained != 0) {
            good &= run_instruction(o, row, LINKS_MAX, o->chained, &r);
        }
    }
    return print_clean(good);
}

int main(int count, char **argument)
{
    (void)count;
    const options o = parse(argument);
    if (o.replay != NULL) {
        return replay(&o);
    }
    const char *device = o.host ? "the library, with a planted difference" : device_name();
    if (device == NULL) {
        fputs("tensor: expected an NVIDIA GPU: found none\n", stderr);
        return 2;
    }
    printf("%s, seed %" PRIu64 "\n", device, o.seed);
    return run(&o);
}
