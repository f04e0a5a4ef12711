/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp: the library as a command.
 */
#define _POSIX_C_SOURCE 200809L

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"formats", command_formats}, {"explain", command_explain},   {"convert", command_convert},
    {"run", command_run},         {"gen", command_gen},           {"check", command_check},
    {"models", command_models},   {"presets", command_presets},   {"dot", command_dot},
    {"inspect", command_inspect}, {"quantize", command_quantize}, {"dequantize", command_dequantize},
    {"digest", command_digest},   {"vectors", command_vectors},   {"cover", command_cover},
};

static const char names[] = "formats, explain, convert, run, gen, check, cover, digest, vectors, models, dot, presets, "
                            "inspect, quantize or dequantize";

static const char help[] =
    "usage: halfulp COMMAND [ARGUMENT]...\n"
    "Bit-exact arithmetic in the formats of mixed precision: FP32, TF32, FP16, BF16, FP8, FP6, FP4, their\n"
    "block scales, and IEEE P3109's.\n"
    "\n"
    "  formats [NAME]                the formats, or one format with all its constants\n"
    "  explain FORMAT VALUE          how a code is read: halfulp explain e4m3 0x7e\n"
    "  explain \"FORMAT: EXPRESSION\"  how a result is rounded:\n"
    "                                halfulp explain \"fp16: 0.1 + 0.2\" --rounding up\n"
    "  convert --to FORMAT VALUE...  numbers from one format to another\n"
    "  run FUNCTION                  operands in, results out, as Berkeley TestFloat writes them\n"
    "  gen FUNCTION|TYPE             test vectors\n"
    "  check FUNCTION                are these results right?\n"
    "  digest FUNCTION               all results of a function in 64 characters\n"
    "  vectors DIR FUNCTION...       test vectors as compressed files\n"
    "  cover FUNCTION                which corners do these vectors reach?\n"
    "  models [NAME]                 instructions of processors and GPUs, which run, gen and check know too\n"
    "  dot X,X,... Y,Y,...           a dot product, as a tensor core adds it up or in an order of your own\n"
    "  inspect FILE                  the tensors of a .npy or .safetensors file, and what fits them\n"
    "  quantize --recipe NAME FILE   a .npy in blocks with scales, MX, NVFP4, INT8, and what was lost\n"
    "  dequantize --recipe NAME      and back\n"
    "  presets [NAME]                the libraries and processors that --like reproduces\n"
    "\n"
    "halfulp COMMAND --help explains a command. halfulp --version prints the version.\n"
    "Exit status: 0 fine, 1 check found a mismatch, 2 bad input.\n";

int main(int argc, char **argv)
{
    /* A reader that closes the pipe is noticed as an error of writing and ends the program quietly: see fail_output. */
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        fail("expected a command: %s; see halfulp --help", names);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        return print_help(help);
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("halfulp %s\n", hu_version());
        finish_output();
        return STATUS_GOOD;
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            set_program(commands[i].name);
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    fail("%s: not a command; expected %s; see halfulp --help", argv[1], names);
}
