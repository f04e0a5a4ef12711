/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_number.hpp - numbers as a type, with operators. Included by halfulp.hpp.
 */
#ifndef HALFULP_NUMBER_HPP
#define HALFULP_NUMBER_HPP

#include <cstdint>
#include <type_traits>

#include "halfulp.h"
#include "halfulp_env.hpp"
#include "halfulp_format.hpp"

namespace hu
{

/* ---- Numbers ----------------------------------------------------------------------------------------------------- */

/* A number of the format F: its code. Operators take two numbers of one format and give a third; between formats,
 * conversions are explicit. */
template <typename F> class number
{
  public:
    using format = F;
    using code_type = typename facts<F>::code_type;

    /* The code 0, which is +0, but in a format without zero its smallest number. */
    constexpr number() = default;

    /* Bits above the format's width are ignored. */
    static constexpr number from_code(std::uint64_t code)
    {
        number x;
        x.bits = static_cast<code_type>(code & facts<F>::mask);
        return x;
    }

    constexpr code_type code() const
    {
        return bits;
    }

    /* For the functions of C, and from their results, which are numbers of F. */
    hu_number c() const
    {
        return hu_number_of(&F::format, bits);
    }

    /* Rounded by hu_convert, or hu_from_int64 and hu_from_uint64. */
    template <typename G, typename = std::enable_if_t<!std::is_same_v<F, G>>>
    explicit number(number<G> x) : number(from_code(hu_convert(&F::format, x.c(), &current()).code))
    {
    }

    explicit number(float x)
        : number(from_code(
              hu_convert(&F::format, hu_number_of(&fp32::format, hu_fp32_from_float(x).code), &current()).code))
    {
    }

    explicit number(double x)
        : number(from_code(
              hu_convert(&F::format, hu_number_of(&fp64::format, hu_fp64_from_double(x).code), &current()).code))
    {
    }

    template <typename I, std::enable_if_t<std::is_integral_v<I> && !std::is_same_v<I, bool>, int> = 0>
    explicit number(I n)
    {
        if constexpr (std::is_signed_v<I>) {
            bits = static_cast<code_type>(hu_from_int64(&F::format, n, &current()).code);
        } else {
            bits = static_cast<code_type>(hu_from_uint64(&F::format, n, &current()).code);
        }
    }

    /* The machine's own types, converted by hu_convert: exact if they hold the number. */
    explicit operator float() const
    {
        hu_fp32 x = {static_cast<std::uint32_t>(hu_convert(&fp32::format, c(), &current()).code)};
        return hu_fp32_to_float(x);
    }

    explicit operator double() const
    {
        hu_fp64 x = {hu_convert(&fp64::format, c(), &current()).code};
        return hu_fp64_to_double(x);
    }

    number &operator+=(number y)
    {
        return *this = *this + y;
    }

    number &operator-=(number y)
    {
        return *this = *this - y;
    }

    number &operator*=(number y)
    {
        return *this = *this * y;
    }

    number &operator/=(number y)
    {
        return *this = *this / y;
    }

  private:
    code_type bits = 0;
};

/* ---- Operations -------------------------------------------------------------------------------------------------- */

namespace detail
{
/* The format of a result: To, or without it the one that all operands have. */
template <typename To, typename... Operands> struct result {
    using type = number<To>;
};
template <typename F, typename... Others> struct result<void, F, Others...> {
    static_assert((std::is_same_v<F, Others> && ...), "operands of different formats: say that of the result");
    using type = number<F>;
};
template <typename To, typename... Operands> using result_t = typename result<To, Operands...>::type;

template <typename R> R finish(hu_number x)
{
    return R::from_code(x.code);
}

template <typename... Fs> constexpr void check_arithmetic()
{
    static_assert(((Fs::format.fraction_bits <= 23) && ...), "arithmetic has at most 24 bits of precision");
}
} // namespace detail

/* Into the format To, or without it into that of all operands, with one rounding: hu_add, hu_sub, ... */
template <typename To = void, typename F, typename G> detail::result_t<To, F, G> add(number<F> x, number<G> y)
{
    using R = detail::result_t<To, F, G>;
    detail::check_arithmetic<typename R::format, F, G>();
    return detail::finish<R>(hu_add(&R::format::format, x.c(), y.c(), &current()));
}

template <typename To = void, typename F, typename G> detail::result_t<To, F, G> sub(number<F> x, number<G> y)
{
    using R = detail::result_t<To, F, G>;
    detail::check_arithmetic<typename R::format, F, G>();
    return detail::finish<R>(hu_sub(&R::format::format, x.c(), y.c(), &current()));
}

template <typename To = void, typename F, typename G> detail::result_t<To, F, G> mul(number<F> x, number<G> y)
{
    using R = detail::result_t<To, F, G>;
    detail::check_arithmetic<typename R::format, F, G>();
    return detail::finish<R>(hu_mul(&R::format::format, x.c(), y.c(), &current()));
}

template <typename To = void, typename F, typename G> detail::result_t<To, F, G> div(number<F> x, number<G> y)
{
    using R = detail::result_t<To, F, G>;
    detail::check_arithmetic<typename R::format, F, G>();
    return detail::finish<R>(hu_div(&R::format::format, x.c(), y.c(), &current()));
}

template <typename To = void, typename F> detail::result_t<To, F> sqrt(number<F> x)
{
    using R = detail::result_t<To, F>;
    detail::check_arithmetic<typename R::format, F>();
    return detail::finish<R>(hu_sqrt(&R::format::format, x.c(), &current()));
}

template <typename To = void, typename F, typename G, typename H>
detail::result_t<To, F, G, H> fma(number<F> x, number<G> y, number<H> z)
{
    using R = detail::result_t<To, F, G, H>;
    detail::check_arithmetic<typename R::format, F, G, H>();
    return detail::finish<R>(hu_fma(&R::format::format, x.c(), y.c(), z.c(), &current()));
}

/* The operators: hu_add, hu_sub, hu_mul, hu_div. */
template <typename F> number<F> operator+(number<F> x, number<F> y)
{
    return add(x, y);
}

template <typename F> number<F> operator-(number<F> x, number<F> y)
{
    return sub(x, y);
}

template <typename F> number<F> operator*(number<F> x, number<F> y)
{
    return mul(x, y);
}

template <typename F> number<F> operator/(number<F> x, number<F> y)
{
    return div(x, y);
}

template <typename F> constexpr number<F> operator+(number<F> x)
{
    return x;
}

/* The other sign, of NaNs too, without a flag (IEEE 754-2019 clause 5.5.1). Where the code of minus zero is the NaN,
 * zero and the NaN have no other sign. */
template <typename F> constexpr number<F> operator-(number<F> x)
{
    static_assert(F::format.has_sign, "a format without a sign");
    const bool is_alone = F::format.nan == HU_NAN_NEGATIVE_ZERO && (x.code() & ~facts<F>::sign & facts<F>::mask) == 0;
    return is_alone ? x : number<F>::from_code(x.code() ^ facts<F>::sign);
}

/* Comparisons: == and != are quiet (hu_compare_quiet), the others raise invalid for any NaN (hu_compare_signaling), as
 * IEEE 754 and C have it. */
template <typename F> bool operator==(number<F> x, number<F> y)
{
    return hu_compare_quiet(x.c(), y.c(), &current()) == HU_EQUAL;
}

template <typename F> bool operator!=(number<F> x, number<F> y)
{
    return !(x == y);
}

template <typename F> bool operator<(number<F> x, number<F> y)
{
    return hu_compare_signaling(x.c(), y.c(), &current()) == HU_LESS;
}

template <typename F> bool operator>(number<F> x, number<F> y)
{
    return hu_compare_signaling(x.c(), y.c(), &current()) == HU_GREATER;
}

template <typename F> bool operator<=(number<F> x, number<F> y)
{
    const hu_relation relation = hu_compare_signaling(x.c(), y.c(), &current());
    return relation == HU_LESS || relation == HU_EQUAL;
}

template <typename F> bool operator>=(number<F> x, number<F> y)
{
    const hu_relation relation = hu_compare_signaling(x.c(), y.c(), &current());
    return relation == HU_GREATER || relation == HU_EQUAL;
}

} // namespace hu

#endif
