/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

ub_progress_line ub_progress_begin(bool quiet)
{
    return (ub_progress_line){ .wanted = !quiet && isatty(STDERR_FILENO) };
}

static int bytes_text(char *out, size_t n, double bytes)
{
    return bytes < 1e6 ? snprintf(out, n, "%u kB", (unsigned)(bytes / 1e3)) : snprintf(out, n, "%u MB", (unsigned)(bytes / 1e6));
}

/* The text of it, without line end: "  412 MB  61%  438 MB/s  0:12 left".  `out` has room for 80 bytes. */
static void progress_text(const ub_progress *p, char out[80])
{
    double rate = p->seconds > 0 ? (double)p->done_bytes / p->seconds : 0;
    size_t n = (size_t)bytes_text(out, 80, (double)p->done_bytes);
    if (p->total_bytes && p->done_bytes <= p->total_bytes)
        n += (size_t)snprintf(out + n, 80 - n, "  %u%%", (unsigned)(100 * (double)p->done_bytes / (double)p->total_bytes));
    n += (size_t)snprintf(out + n, 80 - n, "  ");
    n += (size_t)bytes_text(out + n, 80 - n, rate);
    n += (size_t)snprintf(out + n, 80 - n, "/s");
    if (rate > 0 && p->total_bytes && p->done_bytes <= p->total_bytes) {
        double left = (double)(p->total_bytes - p->done_bytes) / rate + 0.5;
        if (left < 360000) snprintf(out + n, 80 - n, "  %u:%02u left", (unsigned)left / 60, (unsigned)left % 60);
    }
}

static void put(const char *text, size_t n)
{
    while (n) {
        ssize_t done = write(STDERR_FILENO, text, n);
        if (done <= 0) return;
        text += done;
        n -= (size_t)done;
    }
}

void ub_progress_show(ub_progress_line *line, const ub_progress *p)
{
    char text[96];
    if (!line->wanted || p->seconds < 1 || (line->shown && p->seconds - line->last < 0.2)) return;
    memcpy(text, "\r\033[K", 4);
    progress_text(p, text + 4);
    put(text, strlen(text));
    line->shown = true;
    line->last = p->seconds;
}

void ub_progress_clear(ub_progress_line *line)
{
    if (!line->shown) return;
    put("\r\033[K", 4);
    line->shown = false;
}
