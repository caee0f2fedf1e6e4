/* SPDX-License-Identifier: Apache-2.0 */
/*
 * beside: files and folders that are written beside their place and put there when they are whole.
 *
 * Until ub_beside_place() nothing of it is seen under its name, and ub_beside_drop() leaves nothing.  What stands there
 * already is replaced when it is a file, refused when it is a folder with something in it or neither file nor folder.
 */
#ifndef UB_CLI_BESIDE_H
#define UB_CLI_BESIDE_H

#include "base.h"

typedef struct ub_beside {
    const char *path;         /* where it goes; NULL: nothing is open */
    char temporary[4096];
    int fd;                   /* of the file or the folder */
    bool folder;
} ub_beside;

/* fails  UB_IO, UB_SYNTAX: something is in its place that is not replaced */
ub_status ub_beside_file(ub_beside *b, const char *path, ub_err *err);
ub_status ub_beside_folder(ub_beside *b, const char *path, ub_err *err);

/* Down to the disk, and into its place.  fails  UB_IO; it is dropped then */
ub_status ub_beside_place(ub_beside *b, ub_err *err);
void ub_beside_drop(ub_beside *b);      /* idempotent; after ub_beside_place() it does nothing */

/*
 * Is `out` the input, or inside it?  `in` is "-" for standard input.
 */
bool ub_beside_is_inside(const char *out, const char *in);

#endif
