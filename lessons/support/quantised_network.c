/* SPDX-License-Identifier: Apache-2.0
 *
 * quantised_network.c - a trained network whose weights are stored in few bits. See quantised_network.h.
 */
#include "quantised_network.h"

#include "numbers.h"
#include "pictures.h"
#include "runs.h"

#include <math.h>

enum { QUICK_TESTS = 120 };

const quantiser stored_ways[STORED_WAYS] = {{"fp32", 32, "fp32", SCALE_NONE},        {"bf16", 16, "bf16", SCALE_NONE},
                                            {"e4m3", 8, "e4m3", SCALE_ALL},          {"int8", 8, NULL, SCALE_ALL},
                                            {"int8-channel", 8, NULL, SCALE_COLUMN}, {"int4", 4, NULL, SCALE_ALL},
                                            {"int4-channel", 4, NULL, SCALE_COLUMN}, {"e2m1", 4, "e2m1", SCALE_ALL}};

const char *const grid_activations[GRID_COLUMNS] = {"fp32", "bf16", "e4m3"};

void trained_network_make(const lesson *l, const trainer_data *digits, uint64_t seed, trained_network *n)
{
    trainer_config config = trainer_default_config();
    config.split = TRAINER_SPLIT_LAST; /* so that the test images are known */
    config.seed = seed;
    config.epochs = l->quick ? 10 : 30;
    trainer *t = run_trainer(l, digits, &config);
    for (int i = 0; i < config.epochs; i++) {
        trainer_epoch(t, NULL);
    }
    trainer_values(t, TRAINER_WEIGHTS, n->parameters);
    trainer_free(t);
    n->shape = inference_network_of(&config, digits);
    n->digits = digits;
    n->tests = l->quick ? QUICK_TESTS : DIGITS_TEST;
    static double wide[DIGITS_PARAMETERS];
    for (size_t i = 0; i < DIGITS_PARAMETERS; i++) {
        wide[i] = (double)n->parameters[i];
    }
    inference_run(l, &n->shape, wide, (inference){hu_format_find("fp32"), INFERENCE_EXACT}, digits, digits->train,
                  n->tests, n->reference);
}

/* Half of the distance from a code to the next one on the side of w, times the scale; for integers half of the scale. A
 * scale is rounded, and the largest w may lie just beyond the largest number: there the codes go on as before it. FP64
 * holds all these numbers exactly. */
static double half_step(const quantised *q, size_t row, size_t column, double w)
{
    const double scale = quantised_scale(q, row, column);
    const double value = quantised_value(q, row, column);
    if (q->format == NULL) {
        return scale / 2;
    }
    hu_env env = {0};
    const hu_number x = number_near(q->format, fabs(value) / scale);
    const bool outward = fabs(w) > fabs(value) && x.code != hu_format_largest(q->format);
    const hu_number next = outward || x.code == 0 ? hu_next_up(x, &env) : hu_next_down(x, &env);
    return fabs(number_value(next) - number_value(x)) * scale / 2;
}

static void store_matrix(stored_network *stored, const quantised *q, const float *w, double *to)
{
    for (size_t i = 0; i < q->rows * q->columns; i++) {
        const size_t row = i / q->columns;
        const size_t column = i % q->columns;
        to[i] = quantised_value(q, row, column);
        const double moved = to[i] - (double)w[i];
        stored->too_far += fabs(moved) > half_step(q, row, column, (double)w[i]);
        stored->moved += moved * moved;
    }
    stored->weights += (int64_t)(q->rows * q->columns);
    stored->bytes += q->code_bytes + q->scale_bytes;
}

static void make_one(const lesson *l, const trained_network *n, int way, stored_network *stored)
{
    const float *from = n->parameters;
    double *to = stored->parameters;
    stored->bytes = 0;
    stored->weights = stored->too_far = 0;
    stored->moved = 0;
    for (int k = 0; k < n->shape.layers; k++) {
        const size_t inputs = n->shape.width[k];
        const size_t outputs = n->shape.width[k + 1];
        quantised q = quantise(l, &stored_ways[way], from, inputs, outputs);
        store_matrix(stored, &q, from, to);
        quantised_free(&q);
        from += inputs * outputs;
        to += inputs * outputs;
        for (size_t j = 0; j < outputs; j++) {
            *to++ = (double)*from++;
        }
        stored->bytes += outputs * sizeof *from;
    }
    stored->moved = sqrt(stored->moved / (double)stored->weights);
}

void stored_networks_make(const lesson *l, const trained_network *n, stored_network stored[STORED_WAYS])
{
    for (int way = 0; way < STORED_WAYS; way++) {
        make_one(l, n, way, &stored[way]);
    }
}

int64_t mixed_network_bytes(const lesson *l, const trainer_data *digits)
{
    trainer_config config = trainer_default_config();
    config.weights = config.activations = config.gradients = &trainer_bf16;
    config.master = &trainer_fp32;
    trainer *t = run_trainer(l, digits, &config);
    const int64_t bytes = (int64_t)trainer_bytes(t, TRAINER_MASTER);
    trainer_free(t);
    return bytes;
}

/* ---- Weights of one kind, activations of another ----------------------------------------------------------------- */

static double percent_right(const trained_network *n, const double *logits)
{
    size_t right = 0;
    for (size_t i = 0; i < n->tests; i++) {
        const uint8_t label = n->digits->label[n->digits->train + i];
        right += inference_class(logits + i * DIGITS_CLASSES, DIGITS_CLASSES) == label;
    }
    return 100 * (double)right / (double)n->tests;
}

void stored_grid_run(const lesson *l, const trained_network *n, const stored_network *stored, stored_grid *g)
{
    static double logits[DIGITS_TEST * DIGITS_CLASSES];
    for (int w = 0; w < STORED_WAYS; w++) {
        for (int a = 0; a < GRID_COLUMNS; a++) {
            lesson_progress(l, "%s weights, %s activations", stored_ways[w].name, grid_activations[a]);
            const inference how = {hu_format_find(grid_activations[a]), INFERENCE_EXACT};
            inference_run(l, &n->shape, stored[w].parameters, how, n->digits, n->digits->train, n->tests, logits);
            g->distance[w][a] = inference_compare(n->reference, logits, n->tests, DIGITS_CLASSES);
            g->accuracy[w][a] = percent_right(n, logits);
        }
    }
    lesson_progress(l, NULL);
}

void stored_grid_quadrature(const stored_grid *g, double *least, double *most)
{
    for (int w = STORED_BF16; w < STORED_WAYS; w++) {
        for (int a = 1; a < GRID_COLUMNS; a++) {
            const double weights = g->distance[w][0].error;
            const double activations = g->distance[STORED_FP32][a].error;
            const double ratio = g->distance[w][a].error / sqrt(weights * weights + activations * activations);
            *least = fmin(*least, ratio);
            *most = fmax(*most, ratio);
        }
    }
}

void stored_grid_print(lesson *l, const stored_grid *g)
{
    figure f = figure_begin(l, "grid", "weights,fp32,bf16,e4m3");
    printf("                 error of the logits, relative,   with FP32 activations:\n"
           "                 with activations in              KL diver-  same    right,\n"
           "  weights        fp32      bf16      e4m3         gence      class   %%\n");
    for (int w = 0; w < STORED_WAYS; w++) {
        const inference_distance *d = g->distance[w];
        printf("  %-12s", stored_ways[w].name);
        for (int a = 0; a < GRID_COLUMNS; a++) {
            lesson_in(l, d[a].error > 0.05 ? LESSON_LOST : LESSON_HELD);
            printf("   %.1e", d[a].error);
            lesson_plain(l);
        }
        printf("      %.1e    %5.1f %%  %5.1f\n", d[0].divergence, d[0].agreement, g->accuracy[w][0]);
        figure_row(&f, "%s,%.4g,%.4g,%.4g", stored_ways[w].name, fmax(d[0].error, 1e-9), d[1].error, d[2].error);
    }
    figure_draw(
        l, &f,
        &(figure_picture){"Small weights and small arithmetic", "weights", "relative error of the logits",
                          "set key above\nset logscale y\nset yrange [0.001:0.3]\nset format y '%g'\n"
                          "set xrange [-0.6:7.6]\nset xtics noenhanced rotate by -30\nset style data histograms\n"
                          "set style histogram clustered\nplot CSV using 2:xtic(1) lt 1 title 'activations: "
                          "FP32', '' using 3 lt 3 title 'BF16', '' using 4 lt 2 title 'E4M3'"});
}
