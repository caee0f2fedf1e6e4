/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree: all messages below a folder, in the order of the names' bytes.
 *
 * Each folder on the way down is one frame with its descriptor, so that files are opened relative to it and no path is
 * walked twice.  Names are held sorted in an arena that the frames share; where a folder has more than fit, the lowest
 * are kept, handed out, and the folder is listed again for those behind.
 */
#include "box_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NAMES_BYTES ((size_t)8 << 20)
#define FRAME_BYTES ((size_t)32 << 10)         /* what the deepest folder has at least */

/* ------------------------------------------------------------------------------------------------ names */

struct listing { char *start, *text; const char **top, **names; size_t n; };   /* text grows up, names grow down */

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }
static int by_place(const void *a, const void *b)
{
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    return (x > y) - (x < y);
}

/* Drop the upper half of the names; `bound` is then the highest that is left. */
static void keep_lower_half(struct listing *l, char bound[256])
{
    size_t keep = l->n / 2;
    qsort(l->names, l->n, sizeof *l->names, by_name);
    strcpy(bound, l->names[keep - 1]);
    qsort(l->names, keep, sizeof *l->names, by_place);
    l->text = l->start;
    for (size_t i = 0; i < keep; i++) {
        size_t n = strlen(l->names[i]) + 2;
        memmove(l->text, l->names[i] - 1, n);
        l->names[i] = l->text + 1;
        l->text += n;
    }
    memmove(l->top - keep, l->names, keep * sizeof *l->names);
    l->names = l->top - keep;
    l->n = keep;
}

static bool add_name(struct listing *l, const char *name, char type)
{
    size_t n = strlen(name) + 1;
    if ((size_t)((char *)l->names - l->text) < n + 1 + sizeof *l->names) return false;
    *l->text = type;
    memcpy(l->text + 1, name, n);
    *--l->names = l->text + 1;
    l->text += n + 1;
    l->n++;
    return true;
}

/* List the folder of `f`: the names behind f->after, as many of the lowest as fit. */
static ub_status list(ub_tree *t, ub_tree_frame *f, ub_err *err)
{
    size_t left = ub_arena_left(&t->names), kept = FRAME_BYTES * UB_TREE_DEPTH;
    size_t room = left > kept + 2 * FRAME_BYTES ? (left - kept) / 2 & ~(size_t)15 : FRAME_BYTES;
    struct listing l;
    char upper[256] = "";
    struct dirent *e;
    int fd, os;
    DIR *d;
    t->names.at = f->mark;
    f->more = false;
    f->at = f->n = 0;
    l.start = l.text = ub_arena_take(&t->names, room, 16);
    if (!l.start) return ub_fail(err, UB_LIMIT, "folders are nested too deeply", 0);
    l.top = l.names = (const char **)(void *)(l.start + room);
    l.n = 0;
    fd = openat(f->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    d = fd < 0 ? NULL : fdopendir(fd);
    if (!d) {
        os = errno;
        if (fd >= 0) close(fd);
        return ub_fail_os(err, "cannot be listed", os);
    }
    for (errno = 0; (e = readdir(d)); errno = 0) {
        const char *name = e->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
        if ((f->after[0] && strcmp(name, f->after) <= 0) || (f->more && strcmp(name, upper) > 0)) continue;
        while (!add_name(&l, name, (char)e->d_type)) {
            keep_lower_half(&l, upper);
            f->more = true;
            if (strcmp(name, upper) > 0) break;
        }
    }
    os = errno;
    closedir(d);
    qsort(l.names, l.n, sizeof *l.names, by_name);
    f->names = l.names;
    f->n = l.n;
    return os ? ub_fail_os(err, "cannot be listed", os) : UB_OK;
}

/* ------------------------------------------------------------------------------------------------ items */

static ub_status tell(ub_tree *t, ub_box_item *item, ub_box_kind kind, ub_err err)
{
    *item = (ub_box_item){ .kind = kind, .err = err, .path = t->path, .index = t->n_in_file };
    return UB_OK;
}

static ub_status unread(ub_tree *t, ub_box_item *item, const char *what, int os)
{
    ub_err err;
    ub_fail_os(&err, what, os);
    return tell(t, item, UB_BOX_UNREAD, err);
}

static ub_status skipped(ub_tree *t, ub_box_item *item, const char *what)
{
    return tell(t, item, UB_BOX_SKIPPED, (ub_err){ .what = what });
}

/* ------------------------------------------------------------------------------------------------ folders */

static bool has_folder(int fd, const char *name)
{
    struct stat st;
    return fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

static bool is_maildir(const ub_tree *t, int fd)
{
    bool cur, new;
    if (t->opts.format != UB_BOX_AUTO && t->opts.format != UB_BOX_MAILDIR) return false;
    cur = has_folder(fd, "cur");
    new = has_folder(fd, "new");
    return t->opts.format == UB_BOX_AUTO ? cur && new : cur || new;
}

static bool is_cur_or_new(const char *name) { return strcmp(name, "cur") == 0 || strcmp(name, "new") == 0; }

static void leave(ub_tree *t)
{
    ub_tree_frame *f = &t->frame[--t->depth];
    close(f->fd);
    t->names.at = f->mark;
}

/* Begin with the folder `fd`, whose path stands in t->path. */
static ub_status enter(ub_tree *t, int fd, bool of_maildir, ub_err *err)
{
    ub_tree_frame *f;
    if (t->depth == UB_TREE_DEPTH) {
        close(fd);
        return ub_fail(err, UB_LIMIT, "folders are nested too deeply", t->depth);
    }
    f = &t->frame[t->depth++];
    *f = (ub_tree_frame){ .fd = fd, .path_n = strlen(t->path), .mark = t->names.at, .in_maildir = of_maildir };
    f->maildir = !of_maildir && is_maildir(t, fd);
    return list(t, f, err);
}

/* ------------------------------------------------------------------------------------------------ open, close */

ub_status ub_tree_open(ub_tree *t, const char *path, const ub_box_opts *opts, ub_err *err)
{
    struct stat st;
    const char *name;
    size_t n = strlen(path);
    ub_status s;
    int fd;
    ub_tree_close(t);
    t->opts = opts ? *opts : (ub_box_opts){ 0 };
    /* The slack is for the red zones of a sanitized build. */
    s = ub_arena_open(&t->names, NAMES_BYTES + FRAME_BYTES * UB_TREE_DEPTH + 64 * UB_TREE_DEPTH, err);
    if (s != UB_OK) return s;
    if (n >= sizeof t->path) {
        n = sizeof t->path - 1;
        memcpy(t->path, path, n);
        t->path[n] = '\0';
        return ub_fail_os(&t->first, "cannot be opened", ENAMETOOLONG), UB_OK;
    }
    memcpy(t->path, path, n + 1);
    if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0) return ub_fail_os(&t->first, "cannot be opened", errno), UB_OK;
        while (n > 1 && t->path[n - 1] == '/') t->path[--n] = '\0';
        name = strrchr(t->path, '/');
        enter(t, fd, is_cur_or_new(name ? name + 1 : t->path) && has_folder(fd, "../cur") && has_folder(fd, "../new"),
              &t->first);
        return UB_OK;
    }
    t->box_open = ub_box_open(&t->box, t->path, &t->opts, &t->first) == UB_OK;
    return UB_OK;
}

void ub_tree_close(ub_tree *t)
{
    if (!t) return;
    while (t->depth) leave(t);
    ub_box_close(&t->box);
    ub_arena_close(&t->names);
    t->box_open = false;
    t->n_in_file = 0;
    t->first = (ub_err){ 0 };
}

/* ------------------------------------------------------------------------------------------------ the walk */

static unsigned char type_of(const ub_tree_frame *f, const char *name)
{
    struct stat st;
    unsigned char type = (unsigned char)name[-1];
    if (type != DT_UNKNOWN) return type;
    if (fstatat(f->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0) return DT_UNKNOWN;
    return S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ? DT_REG : S_ISLNK(st.st_mode) ? DT_LNK : DT_FIFO;
}

/* UB_ABSENT: nothing to tell, the walk goes on within. */
static ub_status visit_folder(ub_tree *t, ub_tree_frame *f, const char *name, ub_box_item *item)
{
    ub_err err;
    bool of_maildir = f->maildir && is_cur_or_new(name);
    int fd;
    if (f->maildir && strcmp(name, "tmp") == 0) return skipped(t, item, "undelivered mail");
    fd = openat(f->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return unread(t, item, "cannot be opened", errno);
    return enter(t, fd, of_maildir, &err) == UB_OK ? UB_ABSENT : tell(t, item, UB_BOX_UNREAD, err);
}

/* Thunderbird keeps the index of its mailbox NAME as NAME.msf. */
static bool is_index(const ub_tree_frame *f, const char *name)
{
    struct stat st;
    char of[NAME_MAX + 1];
    size_t n = strlen(name);
    if (n <= 4 || n >= sizeof of || strcmp(name + n - 4, ".msf") != 0) return false;
    memcpy(of, name, n - 4);
    of[n - 4] = '\0';
    return fstatat(f->fd, of, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
}

/* Somebody else opens it: only its size and what it is taken for are told. */
static bool is_left_closed(ub_tree *t, const ub_tree_frame *f, const char *name, const ub_box_opts *opts, ub_box_item *item)
{
    struct stat st;
    if (!opts->files_below || fstatat(f->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode)) return false;
    if ((uint64_t)st.st_size >= opts->files_below) return false;
    *item = (ub_box_item){ .kind = UB_BOX_FILE, .path = t->path, .format = opts->format, .bytes = (uint64_t)st.st_size };
    return true;
}

ub_status ub_tree_open_below(int root, const char *path, int *fd, ub_err *err)
{
    struct stat st;
    struct open_how how = {
        .flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | (root == AT_FDCWD ? 0 : O_NOFOLLOW),
        .resolve = root == AT_FDCWD ? 0 : RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH,
    };
    int got = (int)syscall(SYS_openat2, root, path, &how, sizeof how), os;
    if (got < 0 && (errno == ENOSYS || errno == EPERM)) got = openat(root, path, (int)how.flags);   /* Linux before 5.6 */
    if (got < 0 && errno == ELOOP) return ub_fail(err, UB_ABSENT, "symbolic link", 0);
    if (got < 0) return ub_fail_os(err, "cannot be opened", errno);
    os = fstat(got, &st) == 0 ? 0 : errno;
    if (!os && S_ISREG(st.st_mode)) return *fd = got, UB_OK;
    close(got);
    return os ? ub_fail_os(err, "cannot be read", os) : ub_fail(err, UB_ABSENT, "special file", 0);
}

static ub_status visit_file(ub_tree *t, ub_tree_frame *f, const char *name, ub_box_item *item)
{
    ub_box_opts opts = t->opts;
    struct stat st;
    ub_err err;
    int fd, os;
    if (f->maildir) return skipped(t, item, "not a message of the Maildir");
    if (f->in_maildir && opts.format == UB_BOX_AUTO) opts.format = UB_BOX_MAILDIR;
    if (opts.format == UB_BOX_AUTO && is_index(f, name)) return skipped(t, item, "index of a mailbox");
    if (is_left_closed(t, f, name, &opts, item)) return UB_OK;
    /* What was a file when it was listed may be a link or a FIFO now: neither is followed or waited for. */
    fd = openat(f->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return errno == ELOOP ? skipped(t, item, "symbolic link") : unread(t, item, "cannot be opened", errno);
    if (fstat(fd, &st) != 0) {
        os = errno;
        close(fd);
        return unread(t, item, "cannot be read", os);
    }
    if (!S_ISREG(st.st_mode)) {
        close(fd);
        return skipped(t, item, "special file");
    }
    t->box_open = box_begin_fd(&t->box, fd, true, &st, t->path, &opts, &err) == UB_OK;
    return t->box_open ? UB_ABSENT : tell(t, item, UB_BOX_UNREAD, err);
}

static ub_status visit(ub_tree *t, ub_tree_frame *f, const char *name, ub_box_item *item)
{
    size_t n = strlen(name), slash = f->path_n && t->path[f->path_n - 1] == '/' ? 0 : 1;
    t->n_in_file = 0;
    if (f->path_n + slash + n >= sizeof t->path) {
        t->path[f->path_n] = '\0';
        return unread(t, item, "holds a path that is too long", ENAMETOOLONG);
    }
    if (slash) t->path[f->path_n] = '/';
    memcpy(t->path + f->path_n + slash, name, n + 1);
    switch (type_of(f, name)) {
    case DT_DIR: return visit_folder(t, f, name, item);
    case DT_REG: return visit_file(t, f, name, item);
    case DT_LNK: return skipped(t, item, "symbolic link");
    case DT_UNKNOWN: return unread(t, item, "cannot be opened", ENOENT);
    default: return skipped(t, item, "special file");
    }
}

/* The next message of the file that is open.  UB_ABSENT: it is done. */
static ub_status next_in_file(ub_tree *t, ub_box_item *item)
{
    ub_err err = { 0 };
    ub_status s = ub_box_next(&t->box, item, &err);
    if (s == UB_OK) {
        t->n_in_file += item->primary;
        return UB_OK;
    }
    box_end_file(&t->box);
    t->box_open = false;
    return s == UB_ABSENT ? s : tell(t, item, UB_BOX_UNREAD, err);
}

/* The next name of the innermost folder; at its end, leave it. */
static ub_status next_name(ub_tree *t, ub_box_item *item)
{
    ub_tree_frame *f = &t->frame[t->depth - 1];
    ub_err err = { 0 };
    if (f->at < f->n) return visit(t, f, f->names[f->at++], item);
    if (!f->more || f->n == 0) return leave(t), UB_ABSENT;
    strcpy(f->after, f->names[f->n - 1]);
    if (list(t, f, &err) == UB_OK) return UB_ABSENT;
    t->path[f->path_n] = '\0';
    return tell(t, item, UB_BOX_UNREAD, err);
}

ub_status ub_tree_next(ub_tree *t, ub_box_item *item)
{
    ub_err first = t->first;
    if (first.status) {
        t->first = (ub_err){ 0 };
        return tell(t, item, UB_BOX_UNREAD, first);
    }
    for (;;) {
        ub_status s;
        if (t->box_open) s = next_in_file(t, item);
        else if (t->depth) s = next_name(t, item);
        else return UB_ABSENT;
        if (s == UB_OK) return UB_OK;
    }
}
