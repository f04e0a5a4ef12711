/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 14, all-reduce: in which format may gradients be added? Ranks are virtual; gradients are the digits network's.
 */
#include "support/numbers.h"
#include "support/pictures.h"
#include "support/reduce_report.h"

#include <math.h>

enum { LARGEST = REDUCE_SIZES - 1 }; /* 512 ranks */

static char name[NUMBER_FORMAT_NAME]; /* of --format, in capitals: "BF16" */

static bool usual(const lesson *l)
{
    return l->format == hu_format_find("bf16");
}

/* ---- 1 ----------------------------------------------------------------------------------------------------------- */

static void agreement(lesson *l)
{
    int64_t wrong[REDUCE_FORMATS][REDUCE_WAYS] = {{0}};
    lesson_say(l, "Data-parallel training gives each of W ranks its own images, and adds up their gradients so that "
                  "all take the same step: an all-reduce. In a ring a partial sum goes from rank to rank, and each "
                  "adds its own. In a tree pairs add up, then pairs of pairs.");
    char question[120];
    char stop[16];
    snprintf(question, sizeof question, "512 ranks hold the same gradient, 1, in %s. What does the ring make of it?",
             name);
    snprintf(stop, sizeof stop, "%d", 1 << (l->format->fraction_bits < 7 ? l->format->fraction_bits + 1 : 8));
    lesson_ask(l, question, (const char *const[]){"512", stop, "about 500", NULL},
               (const char *const[]){"A ring adds one number after the other: lesson 07.", NULL});
    const double ring = reduce_print_ones(l, wrong);
    lesson_answer(l, ring == 512 ? 0 : ring < 500 ? 1 : 2);
    if (!lesson_usual(l, usual(l))) {
        return;
    }
    lesson_say(l, "At 2^8 one more is half an ulp, and the tie goes back: half of the ranks work for nothing. The tree "
                  "adds numbers of equal size. That all ranks agree is contrived; that their gradients have a part in "
                  "common is not, it is what a network learns from.");
    lesson_check_number(l, "bf16.ring_of_512_ones", ring, 256);
    lesson_check_integer(l, "bf16.trees_that_are_wrong", wrong[REDUCE_BF16][REDUCE_TREE], 0);
    lesson_check_integer(l, "fp16_and_fp32.sums_that_are_wrong",
                         wrong[REDUCE_FP16][REDUCE_RING] + wrong[REDUCE_FP16][REDUCE_TREE] +
                             wrong[REDUCE_FP32][REDUCE_RING] + wrong[REDUCE_FP32][REDUCE_TREE],
                         0);
}

/* ---- 2 ----------------------------------------------------------------------------------------------------------- */

static void check_errors(lesson *l, const reduce_results *r)
{
    const run_spread few[] = {reduce_error(r, REDUCE_BF16, 0, REDUCE_RING),
                              reduce_error(r, REDUCE_BF16, 0, REDUCE_TREE)};
    const run_spread many[] = {reduce_error(r, REDUCE_BF16, LARGEST, REDUCE_RING),
                               reduce_error(r, REDUCE_BF16, LARGEST, REDUCE_TREE)};
    int64_t beyond = 0;
    for (int s = 0; s < r->seeds; s++) {
        for (int f = 0; f < REDUCE_FORMATS; f++) {
            for (int size = 0; size < REDUCE_SIZES; size++) {
                beyond += r->found[s][f][size].beyond;
            }
        }
    }
    lesson_check_integer(l, "errors_beyond_n_u/(1-n_u)", beyond, 0);
    if (!lesson_usual(l, usual(l))) {
        return;
    }
    lesson_check_true(l, "bf16.no_bound_for_511_additions", isinf(reduce_bound(8, REDUCE_RANKS - 1)));
    lesson_check_at_least(l, "bf16.ring_512_over_8", many[0].least / few[0].most, 2.5,
                          "the root of 64 is 8; at least 7 in 80 seeds");
    lesson_check_at_most(l, "bf16.tree_512_over_8", many[1].most / few[1].least, 3,
                         "the depth triples; at most 1.9 in 80 seeds");
    lesson_check_at_least(l, "bf16.ring_over_tree_512", many[0].least / many[1].most, 3,
                          "in every seed; at least 8 in 80 seeds");
    lesson_check_at_least(l, "ring.last_third_percent", reduce_last(r, REDUCE_RING, 3).least, 40,
                          "by a third of the additions; at least 50 in 80 seeds");
    lesson_check_at_least(l, "tree.last_two_levels_percent", reduce_last(r, REDUCE_TREE, 2).least, 30,
                          "by 3 of 511 additions; at least 48 in 80 seeds");
    lesson_expected(l,
                    "FP32 does not make the sum reproducible: ring and tree differ in the bits of as many sums as in "
                    "BF16. It makes the difference small");
    lesson_check_at_least(l, "fp32.other_bits_percent", reduce_differ(r, REDUCE_FP32, LARGEST).least, 40,
                          "512 ranks; at least 71 in 80 seeds");
}

static void real_gradients(lesson *l, const trainer_data *digits, int images, reduce_results *r)
{
    reduce_measure(l, digits, images, r);
    lesson_say(l,
               "Now the gradients of a network that has read the digits once; images for each rank: %d. A rank rounds "
               "its own to the format. The error is that of the sum alone, against the exact sum of what the ranks "
               "hold: the root of its mean square over the weights, relative.",
               images);
    lesson_ask(l, "64 times as many ranks: what becomes of the tree's error?",
               (const char *const[]){"it grows with the number of ranks", "it grows with its logarithm, the depth",
                                     "it hardly grows", NULL},
               (const char *const[]){"Of all its roundings, the last is made on the largest number.", NULL});
    reduce_print_errors(l, r);
    const double growth =
        reduce_error(r, REDUCE_BF16, LARGEST, REDUCE_TREE).median / reduce_error(r, REDUCE_BF16, 0, REDUCE_TREE).median;
    lesson_answer(l, growth > 8 ? 0 : growth > 2.5 ? 1 : 2);
    lesson_say(l, "Where %s's errors with 512 ranks are made, in percent of their squares:", name);
    printf("  in each ninth of the ring's way ");
    reduce_print_shares(r, REDUCE_RING);
    printf("  at each of the tree's 9 levels  ");
    reduce_print_shares(r, REDUCE_TREE);
    lesson_say(l, "A rounding errs by up to half an ulp of its result. The ring rounds W - 1 times, "
                  "and the further it is, the larger the sum: its error grows as the root of W, or faster where small "
                  "terms are swallowed. The tree adds a sum of many ranks only a few times, at its end.");
    check_errors(l, r);
}

/* ---- 3 ----------------------------------------------------------------------------------------------------------- */

static void what_travels(lesson *l, const reduce_results *r)
{
    int64_t other_bits = 0;
    int64_t beyond = 0;
    for (int s = 0; s < r->seeds; s++) {
        for (int size = 0; size < REDUCE_SIZES; size += 3) {
            other_bits += r->exchange[s][size].other_bits;
            beyond += r->exchange[s][size].beyond;
        }
    }
    const run_spread a = reduce_sent(r, REDUCE_NARROW, LARGEST);
    char question[120];
    snprintf(question, sizeof question,
             "The ring (A) now adds in FP32, but still sends %s (B). What becomes of the error?", name);
    lesson_say(l, "Ranks hold %s gradients, and want their sum in %s. What do they add in, and what do they send?",
               name, name);
    lesson_ask(
        l, question,
        (const char *const[]){"it is as small as FP32's", "it is about half", "nothing: every bit is the same", NULL},
        (const char *const[]){"Each rank adds two numbers. What does it do with the sum?",
                              "Lesson 02: when are two roundings as good as one?", NULL});
    printf("    adds in  sends                         bytes  error with 8, 64, 512 ranks\n");
    reduce_print_sent(r);
    lesson_answer(l, other_bits == 0 ? 2 : reduce_sent(r, REDUCE_HOPS, LARGEST).median > a.median / 4 ? 1 : 0);
    lesson_say(l,
               "The sum of two %s numbers, rounded to FP32 and then to %s, is that sum rounded to %s, since "
               "24 >= 2 * %d + 2 (lesson 02). What travels counts, and how often it is rounded, not the adder. (So "
               "NCCL's maintainers in issue 1026.) C rounds once and sends more: bytes are those of an element on "
               "the way to the sum and back, (W - 1)/W times. D rounds once and sends as little as A: each rank "
               "owns a part of the weights, gets what all others have for it, and adds in FP32. Megatron Core has "
               "it as reduce_scatter_with_fp32_accumulation.",
               name, name, name, l->format->fraction_bits + 1);
    lesson_check_integer(l, "B_beside_A.other_bits", other_bits, 0);
    lesson_check_integer(l, "C_and_D.beyond_one_rounding", beyond, 0);
    if (lesson_usual(l, usual(l))) {
        lesson_check_at_least(l, "A_over_D_with_512_ranks", a.least / reduce_sent(r, REDUCE_OWNER, LARGEST).most, 4,
                              "in every seed; at least 15 in 80 seeds");
    }
}

/* ---- 4 ----------------------------------------------------------------------------------------------------------- */

/* A line with a mark for every power of two of FP16 whose mean is right. Returns how many are right against the law, or
 * wrong: 2^e is right if FP16 has 2^e / divisor and W times that. */
static int64_t window(const lesson *l, int policy, int ranks, bool print)
{
    enum { LEAST = -24, MOST = 15 };
    static const char *const labels[REDUCE_POLICIES] = {"before", "both", "after"};
    const hu_format *f = reduce_format(REDUCE_FP16);
    const int by = ilogb(reduce_divisor(policy, ranks));
    int64_t differ = 0;
    char line[MOST - LEAST + 2] = {0};
    for (int e = LEAST; e <= MOST; e++) {
        const hu_number x = number_near(f, ldexp(1, e));
        const bool right = reduce_mean(f, x, policy, ranks).code == x.code;
        differ += right != (e - by >= LEAST && e - by + ilogb(ranks) <= MOST);
        line[e - LEAST] = right ? '#' : '.';
    }
    if (print) {
        printf("  %5d  %-8s ", ranks, labels[policy]);
        lesson_in(l, LESSON_HELD);
        printf("%s\n", line);
        lesson_plain(l);
    }
    return differ;
}

static void divide(lesson *l, const reduce_results *r)
{
    int64_t powers = 0;
    int64_t gradients = 0;
    lesson_say(l,
               "What is wanted is the mean. Divide each gradient by W before the sum, or the sum after it? All ranks "
               "hold 2^e, in FP16; # where the mean is 2^e.");
    lesson_ask(l, "Which of the two costs fewer of FP16's 40 powers of two?",
               (const char *const[]){"before: nothing overflows", "after: nothing vanishes", "neither", NULL},
               (const char *const[]){"Before, small gradients become smaller. After, large ones add up.", NULL});
    printf("  ranks  divided  2^-24                               2^15\n");
    for (int size = 0; size < REDUCE_SIZES; size++) {
        for (int policy = 0; policy < REDUCE_POLICIES; policy++) {
            powers += window(l, policy, reduce_ranks(size), size % 3 == 0);
        }
    }
    lesson_answer(l, 2);
    lesson_say(l, "Each costs log2 W of them: before at the small end, after at the large one, both about half at "
                  "either. PyTorch's DDP divides before, \"to avoid overflow, especially for FP16\"; its FSDP does "
                  "both. Of the real FP16 gradients, dividing before flushes:");
    for (int size = 0; size < REDUCE_SIZES; size += 3) {
        double share[LESSON_SEEDS];
        for (int s = 0; s < r->seeds; s++) {
            share[s] = reduce_flushed(&r->gradients[s], reduce_ranks(size), &gradients);
        }
        printf("  %d ranks: %.2f %%", reduce_ranks(size), run_spread_of(share, r->seeds).median);
    }
    printf("\n");
    lesson_check_integer(l, "powers_that_differ_from_the_law", powers, 0);
    lesson_check_integer(l, "gradients_that_differ_from_the_law", gradients, 0);
}

int main(int argc, char **argv)
{
    static double images = 2;
    static const lesson_option options[] = {
        {.name = "images", .help = "images of each rank", .number = &images, .least = 1, .most = 64}, {0}};
    static const lesson_plan plan = {.name = "14_all_reduce",
                                     .title = "all-reduce",
                                     .question = "In which format may gradients be added?",
                                     .takes = LESSON_TAKES_SEED | LESSON_TAKES_FORMAT,
                                     .format = "bf16",
                                     .option = options};
    static trainer_data digits;
    static reduce_results results;
    lesson l = lesson_begin(argc, argv, &plan);
    if (!l.format->has_sign || l.format->fraction_bits > 10 ||
        reduce_value((hu_number){l.format, hu_format_largest(l.format)}) < REDUCE_RANKS) {
        lesson_fail(&l,
                    "--format %s: expected one of at most 11 significant bits that reaches 512: bf16, fp16, tf32 or "
                    "e5m2",
                    l.format->name);
    }
    number_format_name(l.format, name);
    reduce_set_format(l.format);
    run_digits(&l, &digits);
    lesson_step(&l, "A ring of ranks that agree");
    agreement(&l);
    lesson_step(&l, "Real gradients");
    real_gradients(&l, &digits, (int)images, &results);
    lesson_step(&l, "What is added, and what travels");
    what_travels(&l, &results);
    lesson_step(&l, "Divide before or after");
    divide(&l, &results);
    return lesson_end(&l);
}
