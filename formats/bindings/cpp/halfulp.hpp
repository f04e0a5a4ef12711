/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp.hpp - the library in C++17: numbers of a format as a type with operators, over the C headers. Header-only; a
 * program links with libhalfulp as one in C does. Nothing here computes: every result and every flag is the C
 * function's that the comment names.
 *
 *      hu::environment env;                     // of this thread, until the end of the scope
 *      env.rounding(HU_UP);
 *      hu::number<hu::e4m3> x(0.3F), y(2.0F);   // conversions are explicit, and rounded
 *      auto z = x * y;                          // number<e4m3>
 *      auto w = hu::fma<hu::fp32>(x, y, z);     // into another format, with one rounding
 *      std::cout << w << (env.raised(HU_INEXACT) ? ", inexact\n" : "\n");
 *
 *   halfulp_format.hpp   formats as types, and their constants
 *   halfulp_env.hpp      the environment of a scope
 *   halfulp_number.hpp   numbers: conversions, operators, fma, comparison
 *   halfulp_limits.hpp   std::numeric_limits and std::hash
 *
 * Errors: as in halfulp.h; only from_string throws. Threads: each has an environment of its own. Memory: text is
 * allocated, nothing else is.
 */
#ifndef HALFULP_HPP
#define HALFULP_HPP

#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "halfulp_env.hpp"
#include "halfulp_format.hpp"
#include "halfulp_limits.hpp"
#include "halfulp_number.hpp"

namespace hu
{

/* ---- Text -------------------------------------------------------------------------------------------------------- */

/* As hu_print writes it. */
template <typename F> std::string to_string(number<F> x, hu_text style = HU_TEXT_SHORTEST)
{
    std::string text(hu_print(nullptr, 0, x.c(), style) + 1, '\0');
    hu_print(&text[0], text.size(), x.c(), style);
    text.pop_back();
    return text;
}

template <typename F> std::ostream &operator<<(std::ostream &out, number<F> x)
{
    return out << to_string(x);
}

/* As hu_parse_length reads all of it, rounded once. Throws std::invalid_argument with the library's sentence. */
template <typename F> number<F> from_string(std::string_view text)
{
    hu_number x = {};
    const char *start = text.empty() ? "" : text.data();
    const char *error = hu_parse_length(&F::format, start, text.size(), &current(), &x);
    if (error != nullptr) {
        throw std::invalid_argument(error);
    }
    return number<F>::from_code(x.code);
}

} // namespace hu

#endif
