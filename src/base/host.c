/* SPDX-License-Identifier: Apache-2.0 */
/* The host as it is: clock and random bytes of the operating system. */
#include "base.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>

static int64_t now_utc_s(void *ctx)
{
    (void)ctx;
    return (int64_t)time(NULL);
}

static uint64_t monotonic_ns(void *ctx)
{
    struct timespec t;
    (void)ctx;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static ub_status random_bytes(void *ctx, void *out, size_t n, ub_err *err)
{
    char *p = out;
    (void)ctx;
    while (n > 0) {
        ssize_t got = getrandom(p, n, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return ub_fail_os(err, "no random bytes", errno);
        p += got;
        n -= (size_t)got;
    }
    return UB_OK;
}

const ub_host ub_host_system = { NULL, now_utc_s, monotonic_ns, random_bytes };
