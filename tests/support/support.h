/* SPDX-License-Identifier: Apache-2.0 */
/*
 * support: what tests of several rooms need: the corpora, whole files, cmocka.
 *
 * Include it instead of <cmocka.h>.
 */
#ifndef UB_TEST_SUPPORT_H
#define UB_TEST_SUPPORT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base.h"

/*
 * ub_test_corpus - the path of a corpus file or folder, such as "html/html5lib-tests/tokenizer".
 *
 * An .xz file stands there unpacked, under its name without ".xz"; FOLDER/NAME.tar.xz is the folder FOLDER/NAME.
 * When it is missing the calling test is skipped; where CI is set it fails instead.
 * The result stays valid until the next call.
 */
const char *ub_test_corpus(const char *name);

/* A whole file, in `a`.  Fails the test when it cannot be read. */
ub_str ub_test_read(ub_arena *a, const char *path);

/*
 * ub_test_each_mail - call `see` for each message of the development mail (8,701), in the order of their names.
 *
 * `name` is "phishing_pot/sample-1.eml" and the like.  Skips or fails as ub_test_corpus does; fails the test when there
 * are not 8,701 of them.  `raw` is dropped when `see` returns.
 */
void ub_test_each_mail(void (*see)(void *ctx, const char *name, ub_str raw), void *ctx);

/* The same for every regular file below the corpus folder `name`. */
void ub_test_each_file(const char *name, void (*see)(void *ctx, const char *name, ub_str raw), void *ctx);

/* Print what differs and fail, instead of only failing: `name` says which case of a table it was. */
#define ub_assert_str(name, got, want) ub_test_str((name), (got), (want), __FILE__, __LINE__)
void ub_test_str(const char *name, ub_str got, ub_str want, const char *file, int line);

#endif
