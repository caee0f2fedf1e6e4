/* SPDX-License-Identifier: Apache-2.0 */
/* A cleaned message as a file of a Maildir. */
#include "maildir_out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

void ub_item_digest(const ub_box_item *item, size_t top_n, char out[17])
{
    uint8_t digest[UB_DIGEST_MAX];
    char text[8192 + 32], hex[2 * UB_DIGEST_MAX];
    size_t n = strlen(item->path);
    snprintf(text, sizeof text, "%s %llu", item->path + (top_n < n ? top_n : 0), (unsigned long long)item->offset);
    ub_digest(UB_SHA256, ub_str_of(text, strlen(text)), digest, NULL);
    ub_hex_write(ub_str_of((const char *)digest, 8), hex);
    memcpy(out, hex, 16);
    out[16] = 0;
}

/* cur, new and tmp of the Maildir `below` dir, with the folders on the way. */
static int make_maildir(int dir, const char *below)
{
    static const char *const names[] = { "cur", "new", "tmp" };
    char path[8192];
    for (const char *p = strchr(below, '/'); p; p = strchr(p + 1, '/')) {
        snprintf(path, sizeof path, "%.*s", (int)(p - below), below);
        if (*path && mkdirat(dir, path, 0700) != 0 && errno != EEXIST) return errno;
    }
    for (size_t i = 0; i < UB_COUNT(names); i++) {
        snprintf(path, sizeof path, "%s%s", below, names[i]);
        if (mkdirat(dir, path, 0700) != 0 && errno != EEXIST) return errno;
    }
    return 0;
}

/* Sizes that a name states, ",S=1234" and ",W=1250", stated anew. */
static void resize_name(char *out, size_t cap, const char *name, uint64_t size, uint64_t wire_size)
{
    size_t n = 0;
    const char *info = strchr(name, ':');
    while (*name && n + 24 < cap) {
        bool size_here = name[0] == ',' && (name[1] == 'S' || name[1] == 'W') && name[2] == '=' && ub_is_digit((unsigned char)name[3])
                      && (!info || name < info);
        if (!size_here) {
            out[n++] = *name++;
            continue;
        }
        n += (size_t)snprintf(out + n, cap - n, ",%c=%llu", name[1], (unsigned long long)(name[1] == 'S' ? size : wire_size));
        for (name += 3; ub_is_digit((unsigned char)*name);) name++;
    }
    out[n] = 0;
}

/* Flags of a message that comes from an mbox: Status "RO", X-Status "AFDT". */
static void flags_of(ub_str m, char out[8])
{
    static const struct { char field, flag; bool x; } of[] = {
        { 'D', 'T', true }, { 'F', 'F', true }, { 'A', 'R', true }, { 'R', 'S', false }, { 'T', 'D', true },
    };
    ub_str rest = m, status = { 0 }, x_status = { 0 };
    size_t n = 0;
    while (rest.n) {
        ub_str line = ub_str_cut(&rest, '\n');
        if (ub_str_trim(line).n == 0) break;
        if (ub_str_starts_nocase(line, UB_S("status:"))) status = ub_str_from(line, 7);
        if (ub_str_starts_nocase(line, UB_S("x-status:"))) x_status = ub_str_from(line, 9);
    }
    for (const char *order = "DFRST"; *order; order++)      /* flags stand in the order of their letters */
        for (size_t i = 0; i < UB_COUNT(of); i++) {
            ub_str in = of[i].x ? x_status : status;
            if (of[i].flag == *order && ub_str_chr(in, (unsigned char)of[i].field) < in.n) out[n++] = *order;
        }
    out[n] = 0;
}

/* LF that no CR stands before: each is two bytes on the wire. */
static uint64_t bare_lf(const ub_str *pieces, size_t n)
{
    uint64_t bare = 0;
    char before = 0;
    for (size_t i = 0; i < n; i++) {
        for (const char *p = pieces[i].p, *end = ub_str_end(pieces[i]); p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
            bare += (p > pieces[i].p ? p[-1] : before) != '\r';
        if (pieces[i].n) before = pieces[i].p[pieces[i].n - 1];
    }
    return bare;
}

static ub_status write_file(int dir, const char *path, const ub_str *pieces, size_t n, const struct stat *times, ub_err *err)
{
    char buf[1 << 14];
    ub_out out;
    int os = 0, fd = openat(dir, path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) return ub_fail_os(err, "cannot write a message", errno);
    ub_out_init(&out, fd, buf, sizeof buf);
    for (size_t i = 0; i < n; i++) ub_out_add(&out, pieces[i]);
    if (ub_out_flush(&out, NULL) != UB_OK) os = out.os;
    if (!os && times && futimens(fd, (struct timespec[]){ times->st_atim, times->st_mtim }) != 0) os = errno;
    if (close(fd) != 0 && !os) os = errno;
    return os ? ub_fail_os(err, "cannot write a message", os) : UB_OK;
}

ub_status ub_maildir_begin(int dir, ub_err *err)
{
    int os = make_maildir(dir, "");
    return os ? ub_fail_os(err, "cannot be written", os) : UB_OK;
}

ub_status ub_maildir_put(int dir, size_t top_n, const ub_box_item *item, const ub_str *pieces, size_t n_pieces, ub_err *err)
{
    char path[8192], name[512], digest[17], flags[8];
    struct stat st;
    bool timed = lstat(item->path, &st) == 0 && S_ISREG(st.st_mode);
    uint64_t size = 0;
    ub_str m = n_pieces ? pieces[0] : (ub_str){ 0 };
    const char *below = item->path + (top_n < strlen(item->path) ? top_n : 0), *slash = strrchr(below, '/');
    ub_status s;
    int os;
    for (size_t i = 0; i < n_pieces; i++) size += pieces[i].n;
    if (item->format == UB_BOX_MAILDIR && slash && slash - below >= 3) {
        int folder_n = (int)(slash - below) - 3;      /* "cur" or "new" stand before the slash */
        resize_name(name, sizeof name, slash + 1, size, size + bare_lf(pieces, n_pieces));
        snprintf(path, sizeof path, "%.*s", folder_n, below);
        snprintf(path + folder_n, sizeof path - (size_t)folder_n, "%.3s/%s", slash - 3, name);
        s = write_file(dir, path, pieces, n_pieces, timed ? &st : NULL, err);
        if (s == UB_OK || err->os != ENOENT) return s;
        path[folder_n] = 0;                           /* the first of its folder */
        if ((os = make_maildir(dir, path))) return ub_fail_os(err, "cannot write a message", os);
        snprintf(path + folder_n, sizeof path - (size_t)folder_n, "%.3s/%s", slash - 3, name);
        *err = (ub_err){ 0 };
        return write_file(dir, path, pieces, n_pieces, timed ? &st : NULL, err);
    }
    /* Our own field may be the first piece: flags stand behind it. */
    for (size_t i = 1; i < n_pieces && i < 3; i++)
        if (pieces[i].n > m.n) m = pieces[i];
    flags_of(m, flags);
    ub_item_digest(item, top_n, digest);
    /* The folder is sorted by names: the message's place in its file comes first. */
    snprintf(path, sizeof path, "cur/%lld.%06llu_%s.unbeacon,S=%llu:2,%s", timed ? (long long)st.st_mtim.tv_sec : 0LL,
             (unsigned long long)item->index + 1, digest, (unsigned long long)size, flags);
    return write_file(dir, path, pieces, n_pieces, timed && item->index == 0 && item->offset == 0 ? &st : NULL, err);
}
