/* SPDX-License-Identifier: Apache-2.0
 *
 * What run, gen and check share: the function that the options name, and the cases expected of it.
 */
#include <stdio.h>
#include <string.h>

#include "cases.h"
#include "cli.h"
#include "vectors.h"

static function chosen_model(const vector_options *options, const hu_model *model)
{
    const policies *const p = &options->policies;
    if (p->chosen != 0 || p->like != NULL || p->env.flush != 0 || p->env.random_bits != 0 || options->exact) {
        fail("%s: a model obeys its control register and no option that says how to round; see halfulp models %s",
             options->name, options->name);
    }
    return model_function(model, &options->model);
}

static function chosen_operation(vector_options *options)
{
    function f;
    policies *const p = &options->policies;
    const model_settings *const m = &options->model;
    function_parse(options->name, options->exact, &f);
    if (m->register_option != NULL || m->has_immediate || m->groups != 0) {
        fail("%s: expected a model that `halfulp models` lists with -mxcsr, -fpcr, -fpmr, -fcsr, -imm or -groups",
             options->name);
    }
    if (f.rounding_fixed) {
        if (p->env.random_bits != 0) {
            fail("%s: its name fixes the rounding direction, so it takes no stochastic one", options->name);
        }
        policies_choose(p, "rounding", rounding_name(f.rounding));
    }
    const type *const to = f.result[0].kind == HU_KIND_NUMBER ? &f.result[0] : &f.operand[0];
    options->env = policies_environment(p, &to->format, "-like", "-randombits");
    return f;
}

function vector_function(vector_options *options)
{
    const hu_model *const model = hu_model_find(options->name);
    function f = model != NULL ? chosen_model(options, model) : chosen_operation(options);
    const char *const error = function_error(&f, &options->env);
    if (error != NULL) {
        fail("%s: %s", options->name, error);
    }
    if (options->nans == NANS_USUAL) {
        options->nans = model != NULL ? NANS_EXACT : NANS_QUIET;
    }
    if (options->no_flags) {
        f.flag_bits = 0;
    }
    return f;
}

case_tally vector_tally(const vector_options *options, const function *f)
{
    case_tally tally = {.expected = options->count, .footer = options->footer, .name = options->name};
    if (options->count_all) {
        tally.expected = cases_usual(f, options->level);
    }
    return tally;
}
