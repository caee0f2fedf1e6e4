/* SPDX-License-Identifier: Apache-2.0 */
/* Digests of the message's addresses, each kind made when the first token has its length. */
#include "digests.h"

#include <stdlib.h>

#include "codec.h"

/* A digest that mailers are known to use, and CRC-32. */
enum { CRC32 = -1, CRC32_SIZE = 4 };
static const struct digest { const char *name; int kind; uint8_t size; } digests[] = {
    { "crc32", CRC32, CRC32_SIZE }, { "md5", UB_MD5, 16 },       { "sha1", UB_SHA1, 20 },     { "sha224", UB_SHA224, 28 },
    { "sha256", UB_SHA256, 32 },    { "sha384", UB_SHA384, 48 }, { "sha512", UB_SHA512, 64 },
};
enum { N_DIGESTS = UB_COUNT(digests) };
enum { AS_RAW, AS_HEX, AS_UPPER_HEX, WRITTEN };                   /* how a digest is written that is digested again */
enum { TWICE = N_DIGESTS * WRITTEN * UB_ADDRESS_FORMS };          /* rows of an address */
enum { KEPT_MAX = 62, PLACES = 256 };                             /* bytes of an address that is kept; addresses */

/* One address: its forms, and the beginnings of their digests. */
typedef struct ub_digested {
    uint32_t message;                    /* the last that took this place */
    uint8_t address_n;
    char address[KEPT_MAX];
    uint8_t n_forms, form[UB_ADDRESS_FORMS];
    uint8_t once_made, twice_made;       /* a bit for each kind */
    uint32_t once[N_DIGESTS][UB_ADDRESS_FORMS];
    uint32_t twice[N_DIGESTS][TWICE];    /* inner kind by inner kind, as written, form by form */
} digested;

/* The same for the time of one message, with what is not kept: */
typedef struct ub_address_digests {
    digested *kept;
    ub_str text[UB_ADDRESS_FORMS];       /* of each of its forms; empty: not written yet */
} one;

static_assert(N_DIGESTS <= 8, "a bit for each kind");

/* ------------------------------------------------------------------------------------------------ forms */

static const struct form { bool user, untagged; char letters; } forms[UB_ADDRESS_FORMS] = {
    [UB_ADDRESS_WRITTEN] = { false, false, 0 },     [UB_ADDRESS_LOWER] = { false, false, 'l' },
    [UB_ADDRESS_UPPER] = { false, false, 'u' },     [UB_ADDRESS_UNTAGGED] = { false, true, 'l' },
    [UB_ADDRESS_USER] = { true, false, 0 },         [UB_ADDRESS_USER_LOWER] = { true, false, 'l' },
    [UB_ADDRESS_USER_UNTAGGED] = { true, true, 'l' },
};

/* Write the address in one form; false when that is the same text as another form, or too short to say anything. */
static bool form_of(ub_str address, ub_address_form form, char out[UB_ADDRESS_BYTES], ub_str *text)
{
    const struct form *f = &forms[form];
    size_t at = ub_str_chr(address, '@'), plus = ub_str_chr(ub_str_to(address, at), '+'), n = 0;
    bool changed = f->letters == 0 || f->untagged;
    if (f->untagged && plus >= at) return false;
    if (f->user && at < 3) return false;             /* "jo" is in too many words */
    for (size_t i = 0; i < (f->user ? at : address.n); i++) {
        unsigned char c = (unsigned char)address.p[i], d = c;
        if (f->untagged && i >= plus && i < at) continue;
        if (f->letters == 'l') d = ub_lower(c);
        else if (f->letters == 'u' && c >= 'a' && c <= 'z') d = (unsigned char)(c - 0x20);
        changed |= d != c;
        out[n++] = (char)d;
    }
    *text = ub_str_of(out, n);
    return changed;
}

static void list_forms(digested *k, ub_str address)
{
    char buf[UB_ADDRESS_BYTES];
    ub_str text;
    k->n_forms = k->once_made = k->twice_made = 0;
    for (int form = 0; form < UB_ADDRESS_FORMS; form++)
        if (form_of(address, (ub_address_form)form, buf, &text)) k->form[k->n_forms++] = (uint8_t)form;
}

/* Write the texts of its forms. */
static bool write_forms(ub_addresses *t, size_t index)
{
    one *o = &t->digests[index];
    char buf[UB_ADDRESS_BYTES];
    ub_str text;
    for (size_t i = 0; i < o->kept->n_forms && !o->text[i].n; i++) {
        (void)form_of(t->address[index], (ub_address_form)o->kept->form[i], buf, &text);
        if (!ub_str_copy(t->a, text, &o->text[i])) return false;
    }
    return true;
}

/* ------------------------------------------------------------------------------------------------ what is kept */

/* What is known of the address from messages before, or a place for what will be.  NULL: the arena is full. */
static digested *kept_of(ub_addresses *t, ub_str address)
{
    ub_address_cache *c = t->cache;
    digested *k = NULL;
    if (c && !c->places) c->places = calloc(PLACES, sizeof *c->places);      /* without it: slower */
    if (c && c->places && address.n <= KEPT_MAX) {
        k = &c->places[ub_str_hash(address, 0) % PLACES];
        if (k->address_n == address.n && !memcmp(k->address, address.p, address.n)) return k->message = c->message, k;
        if (k->message == c->message) k = NULL;      /* another address of this message has it */
    }
    if (!k && !(k = ub_arena_take(t->a, sizeof *k, _Alignof(digested)))) return NULL;
    k->message = c ? c->message : 0;
    k->address_n = 0;
    if (address.n <= KEPT_MAX) memcpy(k->address, address.p, k->address_n = (uint8_t)address.n);
    list_forms(k, address);
    return k;
}

static ub_status begin(ub_addresses *t)
{
    one *all = UB_NEW(t->a, one, t->n);
    if (!all) return UB_LIMIT;
    if (t->cache) t->cache->message++;
    for (size_t i = 0; i < t->n; i++)
        if (!(all[i].kept = kept_of(t, t->address[i]))) return UB_LIMIT;
    t->digests = all;
    return UB_OK;
}

void ub_address_cache_deinit(ub_address_cache *c)
{
    if (!c) return;
    free(c->places);
    *c = (ub_address_cache){ 0 };
}

/* ------------------------------------------------------------------------------------------------ making */

static size_t which_of_size(size_t n)
{
    size_t which = 0;
    while (which < N_DIGESTS && digests[which].size != n) which++;
    return which;
}

bool digest_has_size(size_t n) { return which_of_size(n) < N_DIGESTS; }

static void digest_all(size_t which, const ub_str *in, size_t n, uint8_t (*out)[UB_DIGEST_MAX])
{
    if (digests[which].kind != CRC32) {
        ub_digest_many((ub_digest_kind)digests[which].kind, in, n, out);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t crc = ub_crc32(0, in[i]);
        for (int k = 0; k < CRC32_SIZE; k++) out[i][k] = (uint8_t)(crc >> (24 - 8 * k));
    }
}

/* Texts that are digested side by side, and for each where the beginning of its digest goes. */
struct batch {
    ub_str *in;
    uint32_t **head;
    uint8_t (*out)[UB_DIGEST_MAX];
    size_t n;
};

static bool batch_begin(ub_arena *scratch, size_t rows, struct batch *b)
{
    b->in = ub_arena_take(scratch, rows * sizeof *b->in, _Alignof(ub_str));
    b->head = ub_arena_take(scratch, rows * sizeof *b->head, _Alignof(uint32_t *));
    b->out = ub_arena_take(scratch, rows * sizeof *b->out, 8);
    b->n = 0;
    return b->in && b->head && b->out;
}

static void batch_add(struct batch *b, ub_str in, uint32_t *head)
{
    b->in[b->n] = in;
    b->head[b->n++] = head;
}

static void batch_run(struct batch *b, size_t which)
{
    digest_all(which, b->in, b->n, b->out);
    for (size_t i = 0; i < b->n; i++) memcpy(b->head[i], b->out[i], sizeof *b->head[i]);
}

/* Which addresses still want digests of a kind, and how many forms they have together.  False: the arena is full. */
struct wanted { uint8_t index[UB_ADDRESSES_MAX]; size_t n, forms; };

static bool want(ub_addresses *t, size_t which, bool twice, struct wanted *w)
{
    w->n = w->forms = 0;
    for (size_t i = 0; i < t->n; i++) {
        const digested *k = t->digests[i].kept;
        if ((twice ? k->twice_made : k->once_made) >> which & 1) continue;
        if (!write_forms(t, i)) return false;
        w->index[w->n++] = (uint8_t)i;
        w->forms += k->n_forms;
    }
    return true;
}

/* The digests of their forms; whole in b->out, until the scratch is dropped. */
static bool make_once(ub_addresses *t, size_t which, const struct wanted *w, ub_arena *scratch, struct batch *b)
{
    if (!batch_begin(scratch, w->forms, b)) return false;
    for (size_t i = 0; i < w->n; i++) {
        one *o = &t->digests[w->index[i]];
        for (size_t f = 0; f < o->kept->n_forms; f++) batch_add(b, o->text[f], &o->kept->once[which][f]);
        o->kept->once_made |= (uint8_t)(1u << which);
    }
    batch_run(b, which);
    return true;
}

static uint32_t *head_of(digested *k, size_t which, size_t inner, size_t written, size_t form)
{
    return &k->twice[which][(inner * WRITTEN + written) * k->n_forms + form];
}

static char *write_digest(ub_str raw, size_t written, char *hex, ub_str *out)
{
    *out = raw;
    if (written == AS_RAW) return hex;
    *out = ub_str_of(hex, 2 * raw.n);
    if (written == AS_HEX) ub_hex_write(raw, hex);
    else ub_hex_write_upper(raw, hex);
    return hex + 2 * raw.n;
}

/* The digests of the digests of their forms.  Texts of one length stand together, so that neighbours have as many blocks. */
static bool make_twice(ub_addresses *t, size_t which, const struct wanted *w)
{
    ub_arena scratch = *t->a;
    struct batch b, once;
    char *hex = ub_arena_take(&scratch, w->forms * N_DIGESTS * 4 * UB_DIGEST_MAX, 1);
    if (!hex || !batch_begin(&scratch, w->forms * N_DIGESTS * WRITTEN, &b)) return false;
    for (size_t inner = 0; inner < N_DIGESTS; inner++) {
        if (!make_once(t, inner, w, &scratch, &once)) return false;
        for (size_t written = 0; written < WRITTEN; written++) {
            size_t row = 0;
            for (size_t i = 0; i < w->n; i++) {
                digested *k = t->digests[w->index[i]].kept;
                for (size_t f = 0; f < k->n_forms; f++) {
                    ub_str in;
                    hex = write_digest(ub_str_of((const char *)once.out[row++], digests[inner].size), written, hex, &in);
                    batch_add(&b, in, head_of(k, which, inner, written, f));
                }
            }
        }
    }
    batch_run(&b, which);
    for (size_t i = 0; i < w->n; i++) t->digests[w->index[i]].kept->twice_made |= (uint8_t)(1u << which);
    return true;
}

/* ------------------------------------------------------------------------------------------------ finding */

/* Is one of them `head`?  All are looked at: the compiler takes many at once. */
static bool is_among(const uint32_t *heads, size_t n, uint32_t head)
{
    uint32_t differ = 1;
    for (size_t i = 0; i < n; i++) differ &= heads[i] != head;
    return !differ;
}

/* Is it the digest of this form, or of its digest?  Made again, whole. */
static bool is_of(ub_addresses *t, size_t index, size_t form, size_t which, int inner, size_t written, ub_str raw)
{
    uint8_t out[1][UB_DIGEST_MAX];
    char hex[2 * UB_DIGEST_MAX];
    ub_str text = t->digests[index].text[form];
    if (inner >= 0) {
        uint8_t first[1][UB_DIGEST_MAX];
        digest_all((size_t)inner, &text, 1, first);
        write_digest(ub_str_of((const char *)first[0], digests[inner].size), written, hex, &text);
        digest_all(which, &text, 1, out);
    } else digest_all(which, &text, 1, out);
    return !memcmp(out[0], raw.p, raw.n);
}

static ub_status say(ub_addresses *t, size_t index, size_t form, size_t which, int inner, digest_hit *hit)
{
    *hit = (digest_hit){ index, (ub_address_form)t->digests[index].kept->form[form], digests[which].name, inner < 0 ? NULL : digests[inner].name };
    return UB_OK;
}

static ub_status find_once(ub_addresses *t, size_t which, ub_str raw, uint32_t head, digest_hit *hit)
{
    for (size_t i = 0; i < t->n; i++) {
        const digested *k = t->digests[i].kept;
        if (!is_among(k->once[which], k->n_forms, head)) continue;
        if (!write_forms(t, i)) return UB_LIMIT;
        for (size_t f = 0; f < k->n_forms; f++)
            if (k->once[which][f] == head && is_of(t, i, f, which, -1, AS_RAW, raw)) return say(t, i, f, which, -1, hit);
    }
    return UB_ABSENT;
}

static ub_status find_twice(ub_addresses *t, size_t which, ub_str raw, uint32_t head, digest_hit *hit)
{
    bool any = false;
    for (size_t i = 0; i < t->n; i++) {
        const digested *k = t->digests[i].kept;
        if (!is_among(k->twice[which], N_DIGESTS * WRITTEN * k->n_forms, head)) continue;
        if (!write_forms(t, i)) return UB_LIMIT;
        any = true;
    }
    if (!any) return UB_ABSENT;
    for (size_t inner = 0; inner < N_DIGESTS; inner++)
        for (size_t written = 0; written < WRITTEN; written++)
            for (size_t i = 0; i < t->n; i++) {
                digested *k = t->digests[i].kept;
                for (size_t f = 0; f < k->n_forms; f++)
                    if (*head_of(k, which, inner, written, f) == head && is_of(t, i, f, which, (int)inner, written, raw))
                        return say(t, i, f, which, (int)inner, hit);
            }
    return UB_ABSENT;
}

ub_status digests_find(ub_addresses *t, ub_str raw, digest_hit *hit)
{
    size_t which = which_of_size(raw.n);
    struct wanted w;
    uint32_t head;
    ub_status s;
    if (which == N_DIGESTS) return UB_ABSENT;
    memcpy(&head, raw.p, sizeof head);
    if (!t->digests && begin(t) != UB_OK) return UB_LIMIT;
    if (!want(t, which, false, &w)) return UB_LIMIT;
    if (w.n) {
        ub_arena scratch = *t->a;
        struct batch b;
        if (!make_once(t, which, &w, &scratch, &b)) return UB_LIMIT;
    }
    if ((s = find_once(t, which, raw, head, hit)) != UB_ABSENT) return s;
    if (raw.n == CRC32_SIZE) return UB_ABSENT;      /* four bytes are met too often to be compared with hundreds */
    if (!want(t, which, true, &w)) return UB_LIMIT;
    if (w.n && !make_twice(t, which, &w)) return UB_LIMIT;
    return find_twice(t, which, raw, head, hit);
}
