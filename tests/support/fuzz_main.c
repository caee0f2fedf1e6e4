/* SPDX-License-Identifier: Apache-2.0 */
/* Turns a fuzz target into a program that reads the files and folders named on its command line. */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run(const char *path);

static int run_folder(const char *path)
{
    DIR *d = opendir(path);
    struct dirent *e;
    int n = 0;
    if (!d) return -1;
    while ((e = readdir(d))) {
        char below[4096];
        int got;
        if (e->d_name[0] == '.') continue;
        snprintf(below, sizeof below, "%s/%s", path, e->d_name);
        got = run(below);
        if (got < 0) {
            closedir(d);
            return -1;
        }
        n += got;
    }
    closedir(d);
    return n;
}

static int run_file(const char *path, size_t size)
{
    /* Exactly as large as the input, so that a sanitizer sees a read past its end. */
    uint8_t *data = malloc(size ? size : 1);
    FILE *f = fopen(path, "rb");
    if (!data || !f || fread(data, 1, size, f) != size) {
        free(data);
        if (f) fclose(f);
        return -1;
    }
    fclose(f);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    return 1;
}

static int run(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0) return -1;
    return S_ISDIR(st.st_mode) ? run_folder(path) : run_file(path, (size_t)st.st_size);
}

int main(int argc, char **argv)
{
    int n = 0;
    for (int i = 1; i < argc; i++) {
        int got = run(argv[i]);
        if (got < 0) {
            fprintf(stderr, "%s: %s: %s\n", argv[0], argv[i], strerror(errno));
            return 1;
        }
        n += got;
    }
    fprintf(stderr, "%d inputs\n", n);
    return n > 0 ? 0 : 1;   /* no input is a test that could not fail */
}
