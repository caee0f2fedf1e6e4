/* SPDX-License-Identifier: Apache-2.0 */
/*
 * versions: the versions of lists that are installed in a folder.
 *
 * A folder holds, for each list NAME and version:
 *     NAME/DATE-SHA256.END       compiled, see cache.h; END says what kind of list it is
 *     NAME/DATE-SHA256.src/      the files it was made from, packed by gzip; a compiled list that is wrong is made anew
 * DATE is the day of the data, YYYYMMDD.  Nothing of a version that is there is ever written over.
 */
#ifndef UB_NAMES_VERSIONS_H
#define UB_NAMES_VERSIONS_H

#include "cache.h"
#include "read.h"
#include "source.h"

#define UB_LIST_NAME_TEXT_MAX 32       /* letters of the name of a list */
#define UB_VERSIONS_MAX 100000
#define UB_VERSION_PATH_MAX 4096

/* Ends of compiled files. */
#define UB_VERSION_NAMES ".list"       /* of sanctions lists */
#define UB_VERSION_RULES ".rules"      /* of lists of trackers */
#define UB_VERSION_ROSTER ".roster"    /* of rosters */

/* A version as the folder tells it. */
typedef struct ub_version {
    char name[UB_LIST_NAME_TEXT_MAX + 1], sha256[65];
    ub_day date;
    int64_t installed;     /* nanoseconds since 1970, by the folder of its sources */
    const char *end;       /* UB_VERSION_NAMES, .. */
} ub_version;

/* May this be the name of a list?  1 to UB_LIST_NAME_TEXT_MAX small letters, digits, hyphens, a letter first. */
bool ub_list_name_holds(ub_str name);
/* One that may, of a title: "uBlock filters - Privacy" makes "ublock-filters-privacy".  Its length; 0: there is no letter in it. */
size_t ub_list_name_make(ub_str title, char out[UB_LIST_NAME_TEXT_MAX + 1]);

/*
 * ub_versions_read - what is installed of one kind, by name, then date; of one day the last that was installed comes last.
 * fails  UB_IO, UB_LIMIT; a folder that is not there, or lies in another's home, has no versions
 */
ub_status ub_versions_read(ub_arena *a, const char *dir, const char *end, ub_version **v, size_t *n, ub_err *err);

/*
 * ub_version_of - the version of a list that was read.
 * out    *v      the one that is installed when *known, whatever its date; else a new one
 * fails  UB_SYNTAX: not a name for a list; as ub_versions_read()
 */
ub_status ub_version_of(ub_arena *a, const char *dir, const char *end, ub_str name, const uint8_t sha256[32], ub_day date,
                        ub_version *v, bool *known, ub_err *err);

/* The path of a version's file or folder, DIR/NAME/DATE-SHA256END.  False: too long. */
bool ub_version_path(char out[UB_VERSION_PATH_MAX], const char *dir, const ub_version *v, const char *end);

/* The files a version is made from: packed into its folder, and out of it again.  Opened ones the caller closes. */
ub_status ub_version_keep_sources(const char *dir, const ub_version *v, const ub_list_file *files, size_t n, ub_err *err);
ub_status ub_version_open_sources(ub_arena *a, const char *dir, const ub_version *v, ub_source source[UB_LIST_FILES_MAX],
                                  ub_list_file files[UB_LIST_FILES_MAX], size_t *n, ub_err *err);

/* Take its sources away, and the folder of its list when nothing else is in it; all of it. */
void ub_version_remove_sources(const char *dir, const ub_version *v);
ub_status ub_version_remove(const char *dir, const ub_version *v, ub_err *err);

#endif
