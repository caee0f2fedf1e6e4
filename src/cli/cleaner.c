/* SPDX-License-Identifier: Apache-2.0 */
#include "cleaner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

ub_status ub_cleaner_read(ub_cleaner *c, ub_str raw, ub_err *err)
{
    ub_status s;
    ub_flow_forget(&c->flow);
    if ((s = ub_flow_read(&c->flow, raw, NULL, 0, err)) != UB_OK) return s;
    return ub_flow_disarm(&c->flow, &c->opts, &c->out, err);
}

ub_status ub_cleaner_withhold_in(ub_cleaner *c, const char *dir, ub_err *err)
{
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) return ub_fail_os(err, "cannot be made", errno);
    c->withheld_dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return c->withheld_dir < 0 ? ub_fail_os(err, "cannot be opened", errno) : UB_OK;
}

void ub_cleaner_withheld_name(char out[128], ub_str id, unsigned n)
{
    snprintf(out, 128, "withheld-%.*s%s%u.bin", UB_F(ub_str_to(id, 64)), id.n ? "-" : "", n);
}

static ub_status put(int dir, const char *name, ub_str bytes, ub_err *err)
{
    char part[140], buf[4096];
    ub_out out;
    int fd, os = 0;
    snprintf(part, sizeof part, ".%s.part", name);
    fd = openat(dir, part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) return ub_fail_os(err, "cannot write what is withheld", errno);
    ub_out_init(&out, fd, buf, sizeof buf);
    ub_out_add(&out, bytes);
    if (ub_out_flush(&out, NULL) != UB_OK) os = out.os;
    if (!os && fsync(fd) != 0) os = errno;
    if (close(fd) != 0 && !os) os = errno;
    if (!os && renameat(dir, part, dir, name) != 0) os = errno;
    if (!os) return UB_OK;
    unlinkat(dir, part, 0);
    return ub_fail_os(err, "cannot write what is withheld", os);
}

ub_status ub_cleaner_put_withheld(const ub_cleaner *c, ub_str id, ub_err *err)
{
    for (size_t i = 0; c->withheld_dir >= 0 && i < c->out.withheld.n; i++) {
        char name[128];
        ub_status s;
        ub_cleaner_withheld_name(name, id, (unsigned)i + 1);
        if ((s = put(c->withheld_dir, name, c->out.withheld.p[i].bytes, err)) != UB_OK) return s;
    }
    return UB_OK;
}
