/* SPDX-License-Identifier: Apache-2.0 */
/* Buffered output. */
#include "report.h"

#include <errno.h>
#include <unistd.h>

void ub_out_init(ub_out *out, int fd, char *buf, size_t cap)
{
    assert(cap >= 64);
    *out = (ub_out){ .fd = fd, .buf = buf, .cap = cap };
}

static void write_all(ub_out *out, const char *p, size_t n)
{
    while (n > 0 && out->os == 0) {
        ssize_t done = write(out->fd, p, n);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) {
            out->os = errno;
            return;
        }
        p += done;
        n -= (size_t)done;
    }
}

static void spill(ub_out *out)
{
    write_all(out, out->buf, out->n);
    out->n = 0;
}

void ub_out_add(ub_out *out, ub_str text)
{
    if (text.n > out->cap - out->n) spill(out);
    if (text.n > out->cap) {
        write_all(out, text.p, text.n);
        return;
    }
    if (text.n) memcpy(out->buf + out->n, text.p, text.n);
    out->n += text.n;
}

void ub_out_char(ub_out *out, char c)
{
    if (out->n == out->cap) spill(out);
    out->buf[out->n++] = c;
}

void ub_out_uint(ub_out *out, uint64_t value)
{
    char digits[20];
    size_t i = sizeof digits;
    do digits[--i] = (char)('0' + value % 10); while (value /= 10);
    ub_out_add(out, ub_str_of(digits + i, sizeof digits - i));
}

ub_status ub_out_flush(ub_out *out, ub_err *err)
{
    spill(out);
    return out->os ? ub_fail_os(err, "cannot write", out->os) : UB_OK;
}
