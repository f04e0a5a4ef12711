/* SPDX-License-Identifier: Apache-2.0
 *
 * spikes.c - long runs and their loss spikes. See spikes.h.
 */
#include "spikes.h"

#include <math.h>

enum { BATCH = 32, WIDTH = 128 };
static const double usual_rate = 0.1;

static double batch = BATCH;
static double rate = 0.1;
static double width = WIDTH;

const lesson_option spike_options[] = {
    {.name = "batch",
     .help = "images in a batch, in the runs of 60 epochs",
     .number = &batch,
     .least = 1,
     .most = 1024},
    {.name = "rate", .help = "their learning rate", .number = &rate, .least = 1e-6, .most = 10},
    {.name = "width", .help = "units in each of their two hidden layers", .number = &width, .least = 1, .most = 1024},
    {.name = NULL}};

bool spike_usual(void)
{
    return (int)batch == BATCH && rate == usual_rate && (int)width == WIDTH;
}

bool spike_conclude(lesson *l, const char *text)
{
    if (!lesson_usual(l, spike_usual())) {
        return false;
    }
    lesson_say(l, "%s", text);
    return true;
}

contestant spike_contestant(const char *name, const trainer_format *gradients, trainer_gradient_rounding rounding,
                            float scale)
{
    contestant c = {.name = name, .config = trainer_default_config()};
    c.config.epochs = SPIKE_EPOCHS;
    c.config.batch = (int)batch;
    c.config.learning_rate = (float)rate;
    c.config.hidden[0] = c.config.hidden[1] = (int)width;
    c.config.gradients = gradients;
    c.config.gradient_rounding = rounding;
    c.config.scaling = scale != 1 ? TRAINER_SCALE_STATIC : TRAINER_SCALE_NONE;
    c.config.loss_scale = scale != 1 ? scale : c.config.loss_scale;
    c.counted = TRAINER_COUNT_LOGITS | TRAINER_COUNT_LARGEST;
    return c;
}

run_spread spike_loss(const lesson *l, const contestant *c)
{
    double values[LESSON_SEEDS];
    for (int s = 0; s < run_seeds(l); s++) {
        values[s] = run_largest_loss(&c->run[s], SPIKE_AFTER);
    }
    return run_spread_of(values, run_seeds(l));
}

run_spread spike_accuracy(const lesson *l, const contestant *c)
{
    double values[LESSON_SEEDS];
    for (int s = 0; s < run_seeds(l); s++) {
        values[s] = 100;
        for (int e = SPIKE_AFTER; e < c->run[s].epochs; e++) {
            values[s] = fmin(values[s], c->run[s].epoch[e].accuracy);
        }
    }
    return run_spread_of(values, run_seeds(l));
}

run_spread spike_activation(const lesson *l, const contestant *c)
{
    double values[LESSON_SEEDS];
    for (int s = 0; s < run_seeds(l); s++) {
        values[s] = c->run[s].epoch[c->run[s].epochs - 1].activation;
    }
    return run_spread_of(values, run_seeds(l));
}

void spike_table(const lesson *l, const contestant *c, size_t count)
{
    printf("\n                          flushed  largest loss     lowest         largest\n"
           "  gradients               of       of a late step   accuracy       activation\n"
           "                          logits   (%d seed%s        after %d       at the end\n",
           run_seeds(l), run_seeds(l) == 1 ? ") " : "s)", SPIKE_AFTER);
    for (size_t i = 0; i < count; i++) {
        uint64_t flushed = 0;
        uint64_t finite = 0;
        for (int s = 0; s < run_seeds(l); s++) {
            flushed += c[i].run[s].statistics.logit_gradients.flushed;
            finite += c[i].run[s].statistics.logit_gradients.finite;
        }
        const run_spread loss = spike_loss(l, &c[i]);
        const run_spread accuracy = spike_accuracy(l, &c[i]);
        const run_spread activation = spike_activation(l, &c[i]);
        printf("%c %-22s %5.1f %%   ", 'A' + (int)i, c[i].name, 100 * (double)flushed / (double)finite);
        lesson_in(l, loss.median > 0.5 ? LESSON_LOST : LESSON_HELD);
        printf("%4.2f to %5.2f", loss.least, loss.most);
        lesson_plain(l);
        printf("   %4.1f to %4.1f   %3.0f to %3.0f\n", accuracy.least, accuracy.most, activation.least,
               activation.most);
    }
}

void spike_draw(lesson *l, const contestant *c, size_t count)
{
    static const curves_picture picture = {.table = "spikes",
                                           .title = "Largest loss of a step: median and range of the seeds",
                                           .y = "largest loss of a step in an epoch",
                                           .of = curves_largest_loss,
                                           .low = -1.5,
                                           .high = 1,
                                           .label = "10^%.1f",
                                           .logarithmic = true};
    curves_draw(l, c, count, &picture);
}
