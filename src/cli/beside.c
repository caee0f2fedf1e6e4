/* SPDX-License-Identifier: Apache-2.0 */
#include "beside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* "dir/name" or "dir/name/" as "dir/.name.unbeacon-XXXXXX". */
static bool name_beside(ub_beside *b, const char *path)
{
    size_t n = strlen(path);
    const char *slash;
    while (n > 1 && path[n - 1] == '/') n--;
    slash = memrchr(path, '/', n);
    int dir = slash ? (int)(slash + 1 - path) : 0, name = (int)n - dir;
    int got = snprintf(b->temporary, sizeof b->temporary, "%.*s.%.*s.unbeacon-XXXXXX", dir, path, name > 200 ? 200 : name, path + dir);
    b->path = path;
    b->fd = -1;
    return got > 0 && (size_t)got < sizeof b->temporary;
}

static bool is_empty_folder(const char *path)
{
    DIR *d = opendir(path);
    struct dirent *e;
    bool empty = d != NULL;
    while (d && empty && (e = readdir(d))) empty = !strcmp(e->d_name, ".") || !strcmp(e->d_name, "..");
    if (d) closedir(d);
    return empty;
}

ub_status ub_beside_file(ub_beside *b, const char *path, ub_err *err)
{
    struct stat st;
    bool there = lstat(path, &st) == 0;
    b->path = NULL;
    if (there && !S_ISREG(st.st_mode)) return ub_fail(err, UB_SYNTAX, "is there, and is not a file that could be replaced", 0);
    if (!name_beside(b, path)) return b->path = NULL, ub_fail_os(err, "cannot be written", ENAMETOOLONG);
    b->folder = false;
    b->fd = mkostemp(b->temporary, O_CLOEXEC);
    if (b->fd < 0) return b->path = NULL, ub_fail_os(err, "cannot be written", errno);
    if (there) fchmod(b->fd, st.st_mode & 0777);
    return UB_OK;
}

ub_status ub_beside_folder(ub_beside *b, const char *path, ub_err *err)
{
    struct stat st;
    bool there = lstat(path, &st) == 0;
    b->path = NULL;
    if (there && (!S_ISDIR(st.st_mode) || !is_empty_folder(path))) return ub_fail(err, UB_SYNTAX, "is there and not an empty folder; name one that is not there yet", 0);
    if (!name_beside(b, path)) return b->path = NULL, ub_fail_os(err, "cannot be written", ENAMETOOLONG);
    b->folder = true;
    if (!mkdtemp(b->temporary)) return b->path = NULL, ub_fail_os(err, "cannot be written", errno);
    b->fd = open(b->temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (b->fd >= 0) return UB_OK;
    int os = errno;
    rmdir(b->temporary);
    b->path = NULL;
    return ub_fail_os(err, "cannot be written", os);
}

/* The folder that `path` stands in: its entry is to be on the disk, too. */
static void sync_parent(const char *path)
{
    char dir[4096];
    const char *slash = strrchr(path, '/');
    int n = slash ? (int)(slash + 1 - path) : 0, fd;
    snprintf(dir, sizeof dir, "%.*s%s", n, path, n ? "" : ".");
    if ((fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) return;
    fsync(fd);
    close(fd);
}

ub_status ub_beside_place(ub_beside *b, ub_err *err)
{
    int os = 0;
    if (!b->path) return UB_OK;
    /* A folder has thousands of files: their file system is told once. */
    if ((b->folder ? syncfs(b->fd) : fsync(b->fd)) != 0) os = errno;
    if (!os && close(b->fd) != 0) os = errno, b->fd = -1;
    if (!os) b->fd = -1;
    if (!os && rename(b->temporary, b->path) != 0) os = errno;
    if (os) {
        ub_beside_drop(b);
        return ub_fail_os(err, "cannot be written", os);
    }
    sync_parent(b->temporary);
    b->path = NULL;
    return UB_OK;
}

/* All below an open folder, which is ours: at most as deep as we made it. */
static void empty_folder(int fd, unsigned depth)
{
    DIR *d = fdopendir(fd);
    struct dirent *e;
    if (!d) {
        close(fd);
        return;
    }
    while ((e = readdir(d))) {
        int below;
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")) continue;
        if (unlinkat(dirfd(d), e->d_name, 0) == 0) continue;
        below = depth ? openat(dirfd(d), e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
        if (below >= 0) empty_folder(below, depth - 1);
        unlinkat(dirfd(d), e->d_name, AT_REMOVEDIR);
    }
    closedir(d);
}

void ub_beside_drop(ub_beside *b)
{
    if (!b->path) return;
    if (b->folder) {
        int fd = open(b->temporary, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd >= 0) empty_folder(fd, 70);
        rmdir(b->temporary);
    } else unlink(b->temporary);
    if (b->fd >= 0) close(b->fd);
    b->fd = -1;
    b->path = NULL;
}

bool ub_beside_is_inside(const char *out, const char *in)
{
    struct stat a, b;
    char dir[PATH_MAX], whole_in[PATH_MAX], whole_out[PATH_MAX];
    size_t n = strlen(out);
    bool stdin_is = !strcmp(in, "-");
    if ((stdin_is ? fstat(STDIN_FILENO, &b) : stat(in, &b)) != 0) return false;
    if (stat(out, &a) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino) return true;
    if (stdin_is || !S_ISDIR(b.st_mode) || !realpath(in, whole_in)) return false;
    while (n > 1 && out[n - 1] == '/') n--;
    const char *slash = memrchr(out, '/', n);
    snprintf(dir, sizeof dir, "%.*s", slash ? (int)(slash + 1 - out) : 1, slash ? out : ".");
    if (!realpath(dir, whole_out)) return false;
    n = strlen(whole_in);
    return !strncmp(whole_out, whole_in, n) && (whole_out[n] == '/' || whole_out[n] == '\0' || n == 1);
}
