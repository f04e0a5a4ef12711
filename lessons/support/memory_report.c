/* SPDX-License-Identifier: Apache-2.0
 *
 * memory_report.c - ledgers as rows, bars, curves and files. See memory_report.h.
 */
#include "memory_report.h"

#include <math.h>

#include "pictures.h"

report_formula report_formula_of(int policy, trainer_optimizer optimizer)
{
    report_formula f;
    snprintf(f.text, sizeof f.text, "%dP + %dA", ledger_per_parameter(policy, optimizer),
             ledger_policies[policy].bytes[TRAINER_ACTIVATIONS]);
    return f;
}

void report_bar(const lesson *l, const ledger *account, int roles, int64_t full, int width)
{
    static const char letter[TRAINER_ROLES + 1] = "wMgmvcad.b";
    int64_t sum = 0;
    int column = 0;
    for (int role = 0; role < roles; role++) {
        sum += account->bytes[role];
        if (role == TRAINER_ACTIVATIONS) {
            lesson_in(l, LESSON_HELD);
        }
        for (; column < (int)lround(width * (double)sum / (double)full); column++) {
            putchar(letter[role]);
        }
        lesson_plain(l);
    }
    printf("\n");
}

report_found report_policies(const lesson *l, const trainer_data *data, trainer_optimizer optimizer,
                             const int batches[2], FILE *file)
{
    const char *name = optimizer == TRAINER_SGD ? "SGD" : "Adam";
    const int policies = optimizer == TRAINER_SGD ? LEDGER_BF16_ALL : LEDGER_POLICIES; /* the last is about moments */
    int64_t fp32[2] = {0};
    report_found found = {0};
    printf("\n  %-24sw M g m v c a  formula    batch %-4d      batch %d\n", name, batches[0], batches[1]);
    for (int i = 0; i < policies; i++) {
        const ledger_policy *p = &ledger_policies[i];
        printf("  %-23s", p->name);
        for (int role = 0; role < LEDGER_COUNTED; role++) {
            const bool moment = role == TRAINER_MOMENT_1 || role == TRAINER_MOMENT_2;
            printf("%*d", 2, moment && optimizer == TRAINER_SGD ? 0 : p->bytes[role]);
        }
        printf("%10s", report_formula_of(i, optimizer).text);
        for (int b = 0; b < 2; b++) {
            const ledger a = ledger_take(l, data, &ledger_digits, i, optimizer, batches[b]);
            fp32[b] = i == LEDGER_FP32 ? a.counted : fp32[b];
            printf("%9lld %.3f", (long long)a.counted, (double)a.counted / (double)fp32[b]);
            found.rows_differing += a.counted != ledger_by_formula(&ledger_digits, i, optimizer, batches[b]);
            found.roles_differing += a.differing;
            if (i == LEDGER_FP16_MASTER) {
                found.permille = ledger_permille(a.counted, fp32[b]);
            }
            for (int role = 0; file != NULL && role < TRAINER_ROLES; role++) {
                fprintf(file, "\"%s\",%s,%d,%s,%lld\n", p->name, name, batches[b], ledger_role_names[role],
                        (long long)a.bytes[role]);
            }
        }
        printf("\n");
    }
    return found;
}

void report_batches(const lesson *l)
{
    enum { COLUMNS = 61, PER_DOUBLING = 5, SHOWN = 3 };
    static const int shown[SHOWN] = {LEDGER_FP16_MASTER, LEDGER_AUTOCAST, LEDGER_BF16_ALL};
    double ratio[SHOWN][COLUMNS];
    picture_curve curves[SHOWN];
    for (int i = 0; i < SHOWN; i++) {
        for (int c = 0; c < COLUMNS; c++) {
            const int batch = (int)lround(exp2((double)c / PER_DOUBLING));
            ratio[i][c] = (double)ledger_by_formula(&ledger_digits, shown[i], TRAINER_ADAM, batch) /
                          (double)ledger_by_formula(&ledger_digits, LEDGER_FP32, TRAINER_ADAM, batch);
        }
        curves[i] = (picture_curve){(char)('A' + i), ratio[i]};
    }
    printf("  bytes, of FP32's, with Adam: A FP16 with FP32 master, B FP16 autocast style,\n"
           "  C BF16 with Kahan and BF16 moments\n");
    picture_curves(l, curves, SHOWN, COLUMNS, 13, 0.5, 1.1, "%.2f");
    printf("     batch  1         4         16        64        256       1024      4096\n");
}

int report_quarter(const lesson *l, const trainer_data *data, const ledger_network *n, int policy,
                   trainer_optimizer optimizer, int batch)
{
    int first = batch + 1;
    for (int b = batch; b >= batch - 1; b--) {
        const ledger narrow = ledger_take(l, data, n, policy, optimizer, b);
        const ledger fp32 = ledger_take(l, data, n, LEDGER_FP32, optimizer, b);
        first = 4 * narrow.counted <= 3 * fp32.counted ? b : first;
    }
    return first;
}

int report_break_even(const lesson *l, const trainer_data *data, int batch)
{
    while (ledger_take(l, data, &ledger_digits, LEDGER_AUTOCAST, TRAINER_ADAM, batch).counted >
           ledger_take(l, data, &ledger_digits, LEDGER_FP32, TRAINER_ADAM, batch).counted) {
        batch++;
    }
    return batch;
}

int64_t report_bigger(const lesson *l, const trainer_data *data)
{
    static const int batches[] = {32, 256, 2048};
    int64_t differing = 0;
    for (int i = 0; i < LEDGER_POLICIES; i++) {
        for (int j = 0; j < (l->quick ? 1 : 3); j++) {
            differing += ledger_take(l, data, &ledger_bigger, i, TRAINER_ADAM, batches[j]).differing;
        }
    }
    return differing;
}

/* ---- All memory -------------------------------------------------------------------------------------------------- */

static void draw(lesson *l, figure *f, int batch)
{
    char title[100];
    snprintf(title, sizeof title, "Memory of training the digits, Adam, batch %d", batch);
    figure_draw(l, f,
                &(figure_picture){title, "policy", "memory, KiB",
                                  "set style data histogram\nset style histogram rowstacked\nset boxwidth 0.75\n"
                                  "set xrange [-0.6:6.6]\nset yrange [0:*]\nset xtics noenhanced font ',12'\n"
                                  "set linetype 7 lc rgb '#f0e442'\nset linetype 8 lc rgb '#999999'\n"
                                  "set linetype 9 lc rgb '#555555'\nset key above horizontal noenhanced\n"
                                  "plot for [i=2:10] CSV using i:xtic(1) lt i-1 title word('weights master gradients "
                                  "moments compensation activations their-gradients workspace books', i-1)"});
}

static void write_row(figure *f, int policy, const ledger *a)
{
    const double kib = 1.0 / 1024;
    const int64_t *b = a->bytes;
    figure_row(f, "%s,%.3f,%.3f,%.3f,%.3f,%.3f,%.3f,%.3f,%.3f,%.3f", ledger_policies[policy].subject,
               kib * (double)b[TRAINER_WEIGHTS], kib * (double)b[TRAINER_MASTER], kib * (double)b[TRAINER_GRADIENTS],
               kib * (double)(b[TRAINER_MOMENT_1] + b[TRAINER_MOMENT_2]), kib * (double)b[TRAINER_COMPENSATION],
               kib * (double)b[TRAINER_ACTIVATIONS], kib * (double)b[TRAINER_ACTIVATION_GRADIENTS],
               kib * (double)b[TRAINER_WORKSPACE], kib * (double)b[TRAINER_BOOKKEEPING]);
}

double report_all_memory(lesson *l, const trainer_data *data, int batch, const char *table)
{
    ledger all[LEDGER_POLICIES];
    figure f = figure_begin(l, table,
                            "policy,weights_kib,master_kib,gradients_kib,moments_kib,compensation_kib,activations_kib,"
                            "activation_gradients_kib,workspace_kib,books_kib");
    printf("  Adam, batch %-12d counted  grads act.  workspace  books      all  ratio\n", batch);
    for (int i = 0; i < LEDGER_POLICIES; i++) {
        const ledger *a = &all[i];
        all[i] = ledger_take(l, data, &ledger_digits, i, TRAINER_ADAM, batch);
        printf("  %-23s%8lld%12lld%11lld%7lld%9lld  %.3f\n", ledger_policies[i].name, (long long)a->counted,
               (long long)a->bytes[TRAINER_ACTIVATION_GRADIENTS], (long long)a->bytes[TRAINER_WORKSPACE],
               (long long)a->bytes[TRAINER_BOOKKEEPING], (long long)a->total,
               (double)a->total / (double)all[LEDGER_FP32].total);
        write_row(&f, i, a);
    }
    printf("\n");
    for (int i = 0; i < LEDGER_POLICIES; i++) {
        printf("  %-23s ", ledger_policies[i].name);
        report_bar(l, &all[i], TRAINER_ROLES, all[LEDGER_FP32].total, 46);
    }
    draw(l, &f, batch);
    return (double)all[LEDGER_FP16_MASTER].total / (double)all[LEDGER_FP32].total;
}

report_traffic report_traffic_of(const ledger *account, int64_t parameters)
{
    const int64_t *b = account->bytes;
    const int64_t moments = b[TRAINER_MOMENT_1] + b[TRAINER_MOMENT_2];
    const int64_t target = b[TRAINER_MASTER] != 0 ? b[TRAINER_MASTER] : b[TRAINER_WEIGHTS];
    const int64_t reads = target + b[TRAINER_GRADIENTS] + moments + b[TRAINER_COMPENSATION];
    const int64_t writes = b[TRAINER_WEIGHTS] + b[TRAINER_MASTER] + moments + b[TRAINER_COMPENSATION];
    return (report_traffic){reads / parameters, writes / parameters};
}
