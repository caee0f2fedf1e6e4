/* SPDX-License-Identifier: Apache-2.0 */
/* poison: tell AddressSanitizer which bytes of our own blocks nobody may touch.  Nothing in a build without it. */
#ifndef UB_POISON_H
#define UB_POISON_H

#if defined(__SANITIZE_ADDRESS__)
#define UB_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UB_ASAN 1
#endif
#endif

#ifdef UB_ASAN
#include <sanitizer/asan_interface.h>
#define UB_POISON(p, n)   ASAN_POISON_MEMORY_REGION((p), (n))
#define UB_UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define UB_POISON(p, n)   ((void)(p), (void)(n))
#define UB_UNPOISON(p, n) ((void)(p), (void)(n))
#endif

#endif
