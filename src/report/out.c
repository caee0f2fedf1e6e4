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

void ub_out_to_memory(ub_out *out, ub_arena *a)
{
    enum { FIRST = 1 << 14 };
    *out = (ub_out){ .fd = -1, .buf = ub_arena_take(a, FIRST, 1), .cap = FIRST, .memory = a };
    if (!out->buf) out->os = ENOMEM, out->cap = 0;
}

/* Room for `more` bytes, in memory; false after a failure. */
static bool grow(ub_out *out, size_t more)
{
    while (!out->os && more > out->cap - out->n)
        if (!ub_arena_grow(out->memory, (void **)&out->buf, &out->cap, 1)) out->os = ENOMEM;
    return !out->os;
}

char *ub_out_make_room(ub_out *out, size_t n)
{
    if (out->memory) return grow(out, n) ? out->buf + out->n : NULL;
    if (n > out->cap) return NULL;
    spill(out);
    return out->buf;
}

void ub_out_add(ub_out *out, ub_str text)
{
    if (text.n > out->cap - out->n) {
        if (!out->memory) spill(out);
        else if (!grow(out, text.n)) return;
    }
    if (text.n > out->cap) {
        write_all(out, text.p, text.n);
        return;
    }
    if (text.n) memcpy(out->buf + out->n, text.p, text.n);
    out->n += text.n;
}

void ub_out_char(ub_out *out, char c)
{
    if (out->n == out->cap) {
        if (!out->memory) spill(out);
        else if (!grow(out, 1)) return;
    }
    out->buf[out->n++] = c;
}

void ub_out_uint(ub_out *out, uint64_t value)
{
    char digits[20], *p = ub_out_room(out, sizeof digits);
    size_t n = 1, i;
    for (uint64_t v = value; v >= 10; v /= 10) n++;
    for (i = n; i-- > 0; value /= 10) (p ? p : digits)[i] = (char)('0' + value % 10);
    if (p) out->n += n;
    else ub_out_add(out, ub_str_of(digits, n));
}

ub_status ub_out_flush(ub_out *out, ub_err *err)
{
    if (!out->memory) spill(out);
    else if (grow(out, 1)) out->buf[out->n] = 0;
    return out->os ? ub_fail_os(err, "cannot write", out->os) : UB_OK;
}
