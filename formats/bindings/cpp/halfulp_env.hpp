/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_env.hpp - the environment that operations follow, by scope. Included by halfulp.hpp.
 */
#ifndef HALFULP_ENV_HPP
#define HALFULP_ENV_HPP

#include <cassert>
#include <cstdint>

#include "halfulp.h"

namespace hu
{

/* ---- The environment --------------------------------------------------------------------------------------------- */

namespace detail
{
inline thread_local hu_env outermost = {};
inline thread_local hu_env *innermost = nullptr;
} // namespace detail

/* The environment that operations of this thread follow and raise flags in: that of the innermost hu::environment, or
 * without one an environment of the thread, which begins with IEEE 754's defaults. */
inline hu_env &current()
{
    return detail::innermost != nullptr ? *detail::innermost : detail::outermost;
}

/* An environment for a scope: current on its thread from here to its end, where the one before it is current again,
 * with the flags that it had. It begins with IEEE 754's defaults, or those of a hu_env, and without flags. Create and
 * destroy it on one thread, in the order of scopes. */
class environment
{
  public:
    environment() : environment(hu_env{})
    {
    }

    explicit environment(const hu_env &policies) : env(policies), before(detail::innermost)
    {
        env.flags = 0;
        detail::innermost = &env;
    }

    environment(const environment &) = delete;
    environment &operator=(const environment &) = delete;

    ~environment()
    {
        assert(detail::innermost == &env && "environments end in the order of scopes");
        detail::innermost = before;
    }

    /* The policies of halfulp_env.h. */
    environment &rounding(hu_rounding value)
    {
        env.rounding = static_cast<std::uint32_t>(value);
        return *this;
    }

    environment &overflow(hu_overflow value)
    {
        env.overflow = static_cast<std::uint32_t>(value);
        return *this;
    }

    environment &tininess(hu_tininess value)
    {
        env.tininess = static_cast<std::uint32_t>(value);
        return *this;
    }

    environment &nan(hu_nan_policy value)
    {
        env.nan = static_cast<std::uint32_t>(value);
        return *this;
    }

    environment &flush(std::uint32_t value)
    {
        env.flush = value;
        return *this;
    }

    /* R of stochastic rounding, and its number of bits: see hu_random_bits. */
    environment &random(std::uint64_t value, std::uint32_t bits)
    {
        env.random = value;
        env.random_bits = bits;
        return *this;
    }

    /* The policies of a name (hu_env_like) for results in the format F, the flags kept. False, with nothing changed, if
     * there is none. */
    template <typename F> bool like(const char *name)
    {
        const std::uint32_t raised_before = env.flags;
        const bool found = hu_env_like(name, &F::format, &env);
        env.flags = raised_before;
        return found;
    }

    /* Flags: a sum of HU_INEXACT, ... */
    std::uint32_t flags() const
    {
        return env.flags;
    }

    bool raised(std::uint32_t flag) const
    {
        return (env.flags & flag) != 0;
    }

    void clear()
    {
        env.flags = 0;
    }

    /* All of it, for what has no function here. */
    hu_env &c()
    {
        return env;
    }

  private:
    hu_env env;
    hu_env *before;
};

} // namespace hu

#endif
