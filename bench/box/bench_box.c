/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_box [-i] [-w BYTES] [-n] PATH - read all messages of PATH and say what it cost.
 *
 * -i  spans only    -w  window    -n  run once and print one line to standard output, for timing from outside
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "box.h"

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct sum { uint64_t messages, other, unread, skipped, bytes, notes, check; };

static ub_tree tree;                            /* large, and zeroed */

static struct sum read_all(const char *path, const ub_box_opts *opts)
{
    struct sum sum = { 0 };
    ub_box_item item;
    ub_err err;
    if (ub_tree_open(&tree, path, opts, &err) != UB_OK) exit(2);
    while (ub_tree_next(&tree, &item) == UB_OK) {
        if (item.kind == UB_BOX_SKIPPED) sum.skipped++;
        else if (item.kind == UB_BOX_UNREAD) sum.unread++;
        else if (!item.primary) sum.other++;
        else sum.messages++;
        sum.bytes += item.primary ? item.bytes : 0;
        sum.notes += item.n_notes;
        if (item.raw.n) sum.check += (unsigned char)item.raw.p[item.raw.n - 1];
    }
    ub_tree_close(&tree);
    return sum;
}

int main(int argc, char **argv)
{
    ub_box_opts opts = { 0 };
    double cpu[7];
    int runs = 7, i = 1;
    struct sum sum = { 0 };
    struct rusage use;
    for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        if (argv[i][1] == 'i') opts.spans_only = true;
        else if (argv[i][1] == 'n') runs = 1;
        else if (argv[i][1] == 'w' && i + 1 < argc) opts.window_bytes = strtoull(argv[++i], NULL, 10);
    }
    for (int run = 0; run < runs; run++) {
        double before;
        getrusage(RUSAGE_SELF, &use);
        before = seconds(use.ru_utime) + seconds(use.ru_stime);
        sum = read_all(i < argc ? argv[i] : "-", &opts);
        getrusage(RUSAGE_SELF, &use);
        cpu[run] = seconds(use.ru_utime) + seconds(use.ru_stime) - before;
    }
    qsort(cpu, (size_t)runs, sizeof cpu[0], compare);
    printf("%llu messages, %llu in other readings, %llu unread, %llu skipped, %llu bytes, %llu notes; "
           "%.4f s, %.0f MB/s, %ld MiB\n",
           (unsigned long long)sum.messages, (unsigned long long)sum.other, (unsigned long long)sum.unread,
           (unsigned long long)sum.skipped, (unsigned long long)sum.bytes, (unsigned long long)sum.notes,
           cpu[runs / 2], (double)sum.bytes / 1e6 / cpu[runs / 2], use.ru_maxrss / 1024);
    return 0;
}
