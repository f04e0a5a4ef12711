/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_version.h - the version, and how the library's functions are linked. Included by every other public header.
 */
#ifndef HALFULP_VERSION_H
#define HALFULP_VERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The version of these headers. hu_version() returns the version of the library that a program runs with. Before 1.0 a
 * new minor version may change the interface; CHANGELOG.md describes each change. */
#define HU_VERSION_MAJOR 0
#define HU_VERSION_MINOR 2
#define HU_VERSION_PATCH 0
#define HU_VERSION_TEXT  "0.2.0"

/* Marks the symbols that the library exports; all others are hidden. A program that links a Windows DLL defines
 * HU_SHARED; the DLL itself is compiled with HU_BUILD_SHARED. */
#if !defined(HU_API)
#if defined(_WIN32) && defined(HU_BUILD_SHARED)
#define HU_API __declspec(dllexport)
#elif defined(_WIN32) && defined(HU_SHARED)
#define HU_API __declspec(dllimport)
#elif defined(__GNUC__)
#define HU_API __attribute__((visibility("default")))
#else
#define HU_API
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library, "0.2.0". */
HU_API const char *hu_version(void);

#ifdef __cplusplus
}
#endif

#endif
