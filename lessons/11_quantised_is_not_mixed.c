/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 11, quantised is not mixed: what differs between small weights and small arithmetic? The bytes of a trained
 * network; the errors of stored weights and of rounded activations, apart and together; training on a grid of few bits;
 * and a cache of keys and values in few bits.
 */
#include "support/attention_cache.h"
#include "support/curves.h"
#include "support/quantised_network.h"

#include <math.h>

static trainer_data digits;
static trained_network network;
static stored_network stored[STORED_WAYS];

/* ---- 1 ----------------------------------------------------------------------------------------------------------- */

/* By hand: 64 * 128 + 128 * 128 + 128 * 10 = 25856 weights of the stored width; 128 + 128 + 10 = 266 biases of 4 bytes;
 * and an FP32 scale for each of 3 matrices, or of 266 outputs. */
static const int64_t bytes_by_hand[STORED_WAYS] = {104488, 52776, 26932, 26932, 27984, 14004, 15056, 14004};

static void print_bytes(const lesson *l, figure *f, const char *name, int64_t bytes)
{
    printf("  %-18s %7lld  ", name, (long long)bytes);
    picture_bar(l, (double)bytes, (double)bytes_by_hand[STORED_FP32], 36);
    figure_row(f, "%s,%lld", name, (long long)bytes);
}

static void what_is_stored(lesson *l)
{
    const int64_t mixed = mixed_network_bytes(l, &digits);
    int64_t too_far = 0;
    int64_t weights = 0;
    stored_networks_make(l, &network, stored);
    lesson_say(l, "The network of the other lessons, trained in FP32. To quantise is to store its finished weights in "
                  "few bits: as an integer from -127 to 127, or from -7 to 7, or a number of E4M3 or E2M1, times a "
                  "scale s, one for a whole matrix or one for each output (channel). s makes the largest weight the "
                  "largest number that there is.");
    lesson_ask(l, "Another run trains it in mixed precision: BF16, with an FP32 master. What has to be kept of it?",
               (const char *const[]){"as many bytes as in int8", "half of FP32's: BF16 has two bytes",
                                     "as many bytes as in FP32", NULL},
               (const char *const[]){"Without which copy of the weights can training not go on?", NULL});
    figure f = figure_begin(l, "bytes", "way,bytes");
    printf("  stored as            bytes                                      w moved by\n");
    for (int w = 0; w < STORED_WAYS; w++) {
        print_bytes(l, &f, stored_ways[w].name, (int64_t)stored[w].bytes);
        printf("  %.1e\n", stored[w].moved);
        too_far += stored[w].too_far;
        weights += stored[w].weights;
    }
    print_bytes(l, &f, "bf16+master", mixed);
    printf("  (mixed)\n");
    figure_draw(l, &f,
                &(figure_picture){"A network of 26,122 parameters, stored", "", "bytes",
                                  "set yrange [0:*]\nset xtics rotate by -30 noenhanced\n"
                                  "plot CSV using 2:xtic(1) with boxes lt 1 notitle"});
    lesson_answer(l, mixed == bytes_by_hand[STORED_FP32] ? 2 : 1);
    lesson_say(l, "Quantisation shrinks what is stored, of a network that is finished. Mixed precision changes the "
                  "arithmetic while it is trained, and keeps wide weights: to make a model fit that is too large is "
                  "quantisation's job. The price: weights move, by the root mean square above, and each by at most "
                  "half a step, which is s/2 for integers.");
    lesson_check_integer(l, "bf16+master.bytes", mixed, bytes_by_hand[STORED_FP32]);
    for (int w = 0; w < STORED_WAYS; w++) {
        lesson_subject(l, "%s", stored_ways[w].name);
        lesson_check_integer(l, "bytes", (int64_t)stored[w].bytes, bytes_by_hand[w]);
    }
    lesson_subject(l, "%s", "");
    lesson_check_integer(l, "weights_in_all", weights, INT64_C(25856) * STORED_WAYS);
    lesson_check_integer(l, "weights_moved_by_more_than_half_a_step", too_far, 0);
}

/* ---- 2 ----------------------------------------------------------------------------------------------------------- */

static void two_axes(lesson *l)
{
    static stored_grid g[LESSON_SEEDS];
    double least = INFINITY;
    double most = 0;
    double range = INFINITY;
    double points = 0;
    lesson_say(l,
               "What is stored is one axis, the format in which the network computes the other. The same %zu test "
               "images go through it with weights of one kind and activations of another. Sums are wide: nothing is "
               "rounded but what is named.",
               network.tests);
    lesson_ask(l, "Suppose that the weights alone move the logits by 3 %, and the activations alone by 4 %. And both?",
               (const char *const[]){"by 4 %: the larger one wins", "by 5 %", "by 7 %: they add up", NULL},
               (const char *const[]){"Two errors that know nothing of each other cancel as often as not.", NULL});
    for (int s = 0; s < run_seeds(l); s++) {
        trained_network_make(l, &digits, l->seed + (uint64_t)s, &network);
        stored_networks_make(l, &network, stored);
        stored_grid_run(l, &network, stored, &g[s]);
        stored_grid_quadrature(&g[s], &least, &most);
        range = fmin(range, g[s].distance[STORED_INT4][0].error / g[s].distance[STORED_INT8][0].error);
        points = fmax(points, fabs(g[s].accuracy[STORED_INT8][0] - g[s].accuracy[STORED_FP32][0]));
    }
    stored_grid_print(l, &g[0]);
    lesson_answer(l, most > 1.3 ? 2 : least < 0.85 ? 0 : 1);
    lesson_say(l, "They add up like the sides of a right triangle, sqrt(3^2 + 4^2) = 5: the axes are independent, in "
                  "what they are for and in their errors. (The table is that of the first seed.)");
    lesson_check_at_least(l, "both_over_the_triangle's", least, 0.9, "every cell; 0.94 to 1.08 in 110 seeds");
    lesson_check_at_most(l, "both_over_the_triangle's", most, 1.15, "every cell; 0.94 to 1.08 in 110 seeds");
    lesson_expected(l,
                    "accuracy is too coarse to see it: an image more or less is %.2f points. Ask how often the class "
                    "stays the same, or better, for the divergence of the probabilities (in nats)",
                    100 / (double)network.tests);
    lesson_check_at_most(l, "int8.points_from_fp32", points, 2.5, "one image of 120 at most in 110 seeds");
    lesson_check_at_least(l, "int4_over_int8.error_of_logits", range, 6,
                          "the steps are as 18 to 1; in 130 seeds, 10 or more");
}

/* ---- 3 ----------------------------------------------------------------------------------------------------------- */

static const double usual_rate = 0.05;
static double rate = 0.05;

enum { WIDE, INT8_IN_PLACE, INT4_MASTER, RECIPES };

static contestant recipe(const lesson *l, const char *name, const trainer_format *weights, const trainer_format *master)
{
    contestant c = {
        .name = name, .config = trainer_default_config(), .counted = TRAINER_COUNT_UPDATES | TRAINER_COUNT_DELIVERY};
    c.config.weights = weights;
    c.config.master = master;
    c.config.batch = 128;
    c.config.learning_rate = (float)rate;
    c.config.epochs = l->quick ? 5 : 15;
    return c;
}

static void training(lesson *l)
{
    const trainer_format *int8 = integer_format(8);
    const trainer_format *int4 = integer_format(4);
    contestant c[RECIPES] = {recipe(l, "fp32", &trainer_fp32, NULL), recipe(l, "int8-in-place", int8, NULL),
                             recipe(l, "int4-fp32-master", int4, &trainer_fp32)};
    double in_place = 100;
    double master = 0;
    lesson_say(l,
               "Could training keep small weights? Here they are integers, times 2^-7 (int8) or 2^-3 (int4). Updates "
               "are added to them, in place; or to an FP32 master, which is rounded to integers for each product: "
               "quantisation-aware training.");
    lesson_ask(
        l, "Which learns better, 8 bits in place or 4 bits with a master?",
        (const char *const[]){"8 bits in place", "4 bits with a master", "neither learns", NULL},
        (const char *const[]){"Half a step of int8 is 2^-8. An update is a gradient times the learning rate.", NULL});
    run_all(l, &digits, c, RECIPES);
    curves_draw(l, c, RECIPES,
                &(curves_picture){.table = "training",
                                  .title = "Training with integer weights: median and range of the seeds",
                                  .y = "test images right, %",
                                  .of = curves_accuracy,
                                  .high = 100,
                                  .label = "%.0f %%"});
    run_table(l, c, RECIPES);
    for (int s = 0; s < run_seeds(l); s++) {
        const double wide = run_median_accuracy(&c[WIDE].run[s]);
        in_place = fmin(in_place, wide - run_median_accuracy(&c[INT8_IN_PLACE].run[s]));
        master = fmax(master, wide - run_median_accuracy(&c[INT4_MASTER].run[s]));
    }
    lesson_answer(l, master < in_place ? 1 : 0);
    if (lesson_usual(l, rate == usual_rate)) {
        lesson_say(l, "In place, an update of less than half a step is lost, as in lesson 05, and a step of int8 is "
                      "coarse: hardly any update arrives. With a master even 4 bits learn, but beside them stand its "
                      "32, and training saves nothing. Few bits are for the finished network.");
        lesson_check_at_least(l, "int8-in-place.points_behind_fp32", in_place, 20, "52 or more in 110 seeds");
        lesson_check_at_most(l, "int4-fp32-master.points_behind_fp32", master, 20, "10 or less in 110 seeds");
    }
    run_free(c, RECIPES);
}

/* ---- 4 ----------------------------------------------------------------------------------------------------------- */

static double factor = 8;

static void cache(lesson *l)
{
    /* 128 numbers a token; an FP32 scale for each key and value, or of each channel of 256 keys. */
    static const double by_hand[CACHES] = {128 * 2, 128, 128 + 4 + 4, 128 + 1 + 4, 64 + 4 + 4, 64 + 1 + 4};
    lesson_say(l,
               "For each token that a language model has read, attention keeps a key and a value: with long texts and "
               "many of them at a time that fills the memory, not the weights. Here is one head with %d tokens and %d "
               "channels, all numbers normal (contrived). Then four channels of the keys are made %g times as large, "
               "and those of the queries as much smaller, which changes no output. Real keys have such channels "
               "(KIVI, arXiv 2402.02750).",
               CACHE_TOKENS, CACHE_WIDTH, factor);
    lesson_ask(
        l, "Keys in 4 bits: should a scale be shared by the numbers of a token, or by those of a channel?",
        (const char *const[]){"of a token: it comes with its own scale", "of a channel", "it does not matter", NULL},
        (const char *const[]){"The scale is made by the largest number that shares it. What becomes of the others?",
                              NULL});
    const cache_result r = cache_compare(l, factor);
    cache_print(l, &r);
    lesson_answer(l, r.error[1][INT4_TOKEN] > 1.5 * r.error[1][INT4_CHANNEL] ? 1 : 2);
    lesson_say(l,
               "A scale that is shared with an outlier is too large for the rest; a channel's own scale grows with its "
               "channel, and all its codes stay as they were. E4M3 has a scale, its exponent, in each number, and "
               "does not mind outliers; but it has fewer significant bits than int8. (Values are stored by token.)");
    for (int i = 0; i < CACHES; i++) {
        lesson_subject(l, "%s", cache_names[i]);
        lesson_check_number(l, "bytes_per_token", r.bytes[i], by_hand[i]);
    }
    lesson_subject(l, "%s", "");
    if (log2(factor) == floor(log2(factor))) {
        lesson_check_integer(l, "exact_outputs_changed_by_outliers", r.changed, 0);
        lesson_check_number(l, "int4-channel.outlying_over_even", r.error[1][INT4_CHANNEL] / r.error[0][INT4_CHANNEL],
                            1);
    }
    if (factor >= 8) {
        lesson_check_at_least(l, "int4-token.outlying_over_even", r.error[1][INT4_TOKEN] / r.error[0][INT4_TOKEN], 2,
                              "2.7 or more in 90 seeds");
        lesson_check_at_least(l, "int4.by_token_over_channel", r.error[1][INT4_TOKEN] / r.error[1][INT4_CHANNEL], 2,
                              "2.7 or more in 90 seeds");
    }
    lesson_check_at_most(l, "e4m3.outlying_over_even_is_not_1",
                         fabs(r.error[1][E4M3_CACHE] / r.error[0][E4M3_CACHE] - 1), 0.01, "but for subnormal keys");
    lesson_check_at_least(l, "e4m3_over_int8-token.even", r.error[0][E4M3_CACHE] / r.error[0][INT8_TOKEN], 3,
                          "4.1 or more in 90 seeds");
    lesson_expected(l, "with even channels a scale for each token is as good as one for each channel");
    lesson_check_at_most(l, "int4.by_token_over_channel.even", r.error[0][INT4_TOKEN] / r.error[0][INT4_CHANNEL], 1.25,
                         "0.80 to 1.08 in 110 seeds");
}

int main(int argc, char **argv)
{
    static const lesson_option own[] = {
        {.name = "rate", .help = "learning rate of step 3", .number = &rate, .least = 1e-4, .most = 1},
        {.name = "factor", .help = "of the outlying channels of step 4", .number = &factor, .least = 1, .most = 64},
        {.name = NULL}};
    static const lesson_plan plan = {.name = "11_quantised_is_not_mixed",
                                     .title = "quantised is not mixed",
                                     .question = "What differs between small weights and small arithmetic?",
                                     .takes = LESSON_TAKES_SEED,
                                     .option = own};
    lesson l = lesson_begin(argc, argv, &plan);
    run_digits(&l, &digits);
    trained_network_make(&l, &digits, l.seed, &network);
    lesson_step(&l, "What is stored");
    what_is_stored(&l);
    lesson_step(&l, "Two axes (natural)");
    two_axes(&l);
    lesson_step(&l, "Training on the grid (natural)");
    training(&l);
    lesson_step(&l, "A cache of keys and values (contrived)");
    cache(&l);
    return lesson_end(&l);
}
