/* SPDX-License-Identifier: Apache-2.0 */
/* Each slot of each address of the message, once: which values could tell readers apart. */
#include "pieces.h"
#include "url.h"
#include "weigh.h"

/* A host label needs more bits to be likely, since servers of content networks have such names for all. */
enum { BITS_LIKELY_HOST = 60 };
enum { MARKS_MAX = 64 };          /* of one address; of more the last place keeps the one with most bits */

/* ------------------------------------------------------------------------------------------------ shapes */

static ub_token_state state_of(ub_shape_info shape, ub_slot slot)
{
    unsigned likely = slot == UB_SLOT_HOST ? BITS_LIKELY_HOST : PIECE_BITS_LIKELY;
    switch (shape.shape) {
    case UB_SHAPE_EMPTY: case UB_SHAPE_WORDS: case UB_SHAPE_TIME: case UB_SHAPE_URL:
        return UB_TOKEN_NONE;
    case UB_SHAPE_NUMBER:
        return shape.bits >= PIECE_BITS_COULD ? UB_TOKEN_UNKNOWN : UB_TOKEN_NONE;
    case UB_SHAPE_ADDRESS:
        return UB_TOKEN_LIKELY;
    default:
        return shape.bits >= likely ? UB_TOKEN_LIKELY : shape.bits >= PIECE_BITS_COULD ? UB_TOKEN_UNKNOWN : UB_TOKEN_NONE;
    }
}

/* ------------------------------------------------------------------------------------------------ names of keys */

/* Names of pairs, in small letters and without signs, as senders choose them.  Sorted. */
static const ub_str reader_keys[] = {
    UB_LIT("cid"), UB_LIT("contact"), UB_LIT("contactid"), UB_LIT("customer"), UB_LIT("customerid"), UB_LIT("e"), UB_LIT("eid"), UB_LIT("email"),
    UB_LIT("emailaddress"), UB_LIT("emailid"), UB_LIT("emid"), UB_LIT("lead"), UB_LIT("leadid"), UB_LIT("mail"), UB_LIT("member"),
    UB_LIT("memberid"), UB_LIT("messageid"), UB_LIT("mid"), UB_LIT("msgid"), UB_LIT("rcpt"), UB_LIT("recipient"), UB_LIT("recipientid"),
    UB_LIT("rid"), UB_LIT("sid"), UB_LIT("sub"), UB_LIT("subid"), UB_LIT("subscriber"), UB_LIT("subscriberid"), UB_LIT("to"), UB_LIT("u"),
    UB_LIT("uid"), UB_LIT("user"), UB_LIT("userid"), UB_LIT("uu"), UB_LIT("uuid"),
};
static const ub_str campaign_keys[] = {
    UB_LIT("aff"), UB_LIT("affid"), UB_LIT("affiliate"), UB_LIT("affiliateid"), UB_LIT("article"), UB_LIT("articleid"),
    UB_LIT("banner"), UB_LIT("bannerid"), UB_LIT("brand"), UB_LIT("campaign"), UB_LIT("campaignid"), UB_LIT("category"),
    UB_LIT("categoryid"), UB_LIT("catid"), UB_LIT("channel"), UB_LIT("creative"), UB_LIT("creativeid"), UB_LIT("doc"), UB_LIT("docid"),
    UB_LIT("fileid"), UB_LIT("issue"), UB_LIT("item"), UB_LIT("itemid"), UB_LIT("list"), UB_LIT("listid"), UB_LIT("news"),
    UB_LIT("newsid"), UB_LIT("newsletter"), UB_LIT("offer"), UB_LIT("offerid"), UB_LIT("page"), UB_LIT("pageid"), UB_LIT("partner"),
    UB_LIT("partnerid"), UB_LIT("postid"), UB_LIT("product"), UB_LIT("productid"), UB_LIT("promo"), UB_LIT("promoid"),
    UB_LIT("publicationid"), UB_LIT("ref"), UB_LIT("siteid"), UB_LIT("sku"), UB_LIT("source"), UB_LIT("story"), UB_LIT("storyid"),
    UB_LIT("thread"), UB_LIT("threadid"), UB_LIT("topic"), UB_LIT("topicid"), UB_LIT("utmcampaign"), UB_LIT("utmcontent"),
    UB_LIT("utmid"), UB_LIT("utmmedium"), UB_LIT("utmsource"), UB_LIT("utmterm"),
};
static const ub_str version_keys[] = {
    UB_LIT("build"), UB_LIT("crop"), UB_LIT("format"), UB_LIT("h"), UB_LIT("height"), UB_LIT("q"), UB_LIT("quality"), UB_LIT("rev"), UB_LIT("revision"),
    UB_LIT("size"), UB_LIT("t"), UB_LIT("time"), UB_LIT("timestamp"), UB_LIT("ts"), UB_LIT("v"), UB_LIT("ver"), UB_LIT("version"), UB_LIT("w"),
    UB_LIT("width"),
};

static uint64_t why_of_key(ub_str key)
{
    char buf[24];
    ub_str word = { buf, 0 };
    for (size_t i = 0; i < key.n; i++) {
        unsigned char c = (unsigned char)key.p[i];
        if (!ub_is_alnum(c)) continue;
        if (word.n == sizeof buf) return 0;
        buf[word.n++] = (char)ub_lower(c);
    }
    return word_is_among(reader_keys, UB_COUNT(reader_keys), word) ? UB_REASON_KEY_READER
         : word_is_among(campaign_keys, UB_COUNT(campaign_keys), word) ? UB_REASON_KEY_CAMPAIGN
         : word_is_among(version_keys, UB_COUNT(version_keys), word) ? UB_REASON_KEY_VERSION : 0;
}

/* ------------------------------------------------------------------------------------------------ lists */

/* Fields of lists on which people write to one another: RFC 2369 3.4, and what programs for lists have written before and since. */
static const ub_str list_fields[] = { UB_LIT("List-Post"), UB_LIT("X-BeenThere"), UB_LIT("X-Mailing-List"), UB_LIT("Mailing-List"), UB_LIT("X-Loop") };

static bool in_address(char c) { return ub_is_alnum((unsigned char)c) || memchr("._+-@=", c, 6) != NULL; }

/* The addresses of a field: its words with an @. */
static void read_list_field(struct scales *s, ub_str value)
{
    for (size_t i = 0; i < value.n; i++) {
        size_t from = i;
        ub_str word;
        while (i < value.n && in_address(value.p[i])) i++;
        word = ub_str_of(value.p + from, i - from);
        if (ub_str_chr(word, '@') < word.n && s->n_list < LIST_ADDRESSES) s->list[s->n_list++] = word;
    }
}

void first_fields(const ub_mime *m, const ub_str *names, size_t n, const ub_field **out)
{
    const ub_part *root = &m->parts.p[0];
    uint64_t lengths = 0;
    for (size_t k = 0; k < n; k++) lengths |= UINT64_C(1) << (names[k].n & 63), out[k] = NULL;
    for (uint32_t i = 0; i < root->n_fields; i++) {
        const ub_field *f = ub_mime_each_field(m, root, i);
        if (!(lengths >> (f->name.n & 63) & 1) || f->flags & UB_FIELD_FOLD) continue;
        for (size_t k = 0; k < n; k++)
            if (!out[k] && ub_str_eq_nocase(ub_field_name(m, root, f), names[k])) out[k] = f;
    }
}

void scales_read_list(struct scales *s)
{
    const ub_part *root = &s->m->parts.p[0];
    const ub_field *fields[UB_COUNT(list_fields)];
    first_fields(s->m, list_fields, UB_COUNT(list_fields), fields);
    for (size_t i = 0; i < UB_COUNT(list_fields); i++) {
        if (fields[i]) read_list_field(s, ub_str_to(ub_field_value(s->m, root, fields[i]), 1000));
        if (i + 1 < UB_COUNT(list_fields)) s->from_list = s->n_list > 0;      /* the last is of all programs that answer by themselves */
    }
}

bool is_of_list(const struct scales *s, ub_str address)
{
    for (size_t i = 0; i < s->n_list; i++)
        if (ub_str_eq_nocase(s->list[i], address)) return true;
    return false;
}

/* ------------------------------------------------------------------------------------------------ marks */

/* Where the value at hand stands: in which part of which URL, and what is known of that. */
struct slot { ub_slot slot; unsigned number; ub_str key; bool inside; const ub_grammar *grammar; };

static struct mark *put(struct scales *s, struct ask *k, ub_shape_info shape)
{
    struct mark *m;
    if (k->n < MARKS_MAX) {
        if (!(m = UB_PUSH(s->a, &s->marks))) return NULL;
        k->n++;
        return m;
    }
    m = &s->marks.p[s->marks.n - 1];
    return shape.bits > m->token.shape.bits ? m : NULL;
}

static ub_status add(struct scales *s, struct ask *k, ub_str value, struct slot at, ub_shape_info shape, uint64_t why)
{
    bool full = k->n == MARKS_MAX;
    struct mark *m = put(s, k, shape);
    if (!m) return full ? UB_OK : UB_LIMIT;
    if (at.slot == UB_SLOT_HOST) why |= UB_REASON_TOKEN_HOST;
    if (at.slot == UB_SLOT_USER) why |= UB_REASON_TOKEN_USER;
    if (at.slot == UB_SLOT_FRAGMENT) why |= UB_REASON_TOKEN_FRAGMENT;
    if (at.slot == UB_SLOT_QUERY) why |= why_of_key(at.key);
    *m = (struct mark){ .why = why, .token = { .value = value, .state = (uint8_t)state_of(shape, at.slot), .slot = (uint8_t)at.slot, .key = at.key,
                                               .number = at.number, .inside = at.inside, .shape = shape } };
    return UB_OK;
}

/* A recipient's address: no other mark of this URL matters any more. */
static ub_status add_proof(struct scales *s, struct ask *k, ub_str value, struct slot at, const ub_address_hit *hit)
{
    uint64_t why = !hit->steps[0] || !strcmp(hit->steps, "percent") ? UB_REASON_TOKEN_ADDRESS
                 : strstr(hit->steps, "md5") || strstr(hit->steps, "sha") || strstr(hit->steps, "crc") ? UB_REASON_TOKEN_DIGEST
                 : UB_REASON_TOKEN_ENCODED;
    size_t steps_n = strlen(hit->steps) + 1;
    char *steps = ub_arena_take(s->a, steps_n, 1);
    struct mark *m;
    if (!steps) return UB_LIMIT;
    memcpy(steps, hit->steps, steps_n);
    s->marks.n = k->first;
    k->n = 0;
    if (add(s, k, value, at, (ub_shape_info){ .shape = UB_SHAPE_ADDRESS, .bits = 64 }, why) != UB_OK) return UB_LIMIT;
    m = &s->marks.p[k->first];
    m->token.state = UB_TOKEN_PROVEN;
    m->token.address = s->addresses->address[hit->index];
    m->token.steps = steps;
    k->proven = true;
    return UB_OK;
}

/* What stands before the @ of an address may be a word of any URL: "news", "info", the name of a list. */
static bool is_name_alone(const struct scales *s, const ub_address_hit *hit, ub_slot slot)
{
    bool name = hit->form == UB_ADDRESS_USER || hit->form == UB_ADDRESS_USER_LOWER || hit->form == UB_ADDRESS_USER_UNTAGGED;
    return name && !hit->steps[0] && (slot == UB_SLOT_PATH || slot == UB_SLOT_HOST || s->from_list);
}

static ub_status look_at(struct scales *s, struct ask *k, ub_str value, struct slot at)
{
    ub_arena scratch;
    ub_address_hit hit;
    ub_str plain;
    struct piece own;
    const struct piece *p;
    ub_status got = UB_ABSENT;
    if (value.n < 3 || k->proven || (at.grammar && ub_grammar_common(at.grammar, value))) return UB_OK;
    p = piece_shape(s->pieces, value, at.slot == UB_SLOT_QUERY, s->a, &own);
    if ((!p->bare || ub_addresses_user(s->addresses, value)) && (got = ub_addresses_find(s->addresses, value, &hit)) == UB_LIMIT) return got;
    if (got == UB_OK && is_name_alone(s, &hit, at.slot))
        return add(s, k, value, at, ub_shape_of(value), UB_REASON_TOKEN_NAME);
    if (got == UB_OK) return add_proof(s, k, value, at, &hit);
    if (!s->f->findings.p[k->finding].url.n) return UB_OK;      /* no URL, so nobody is told its pieces */
    if (!p->why) return UB_OK;
    if (p->why & UB_REASON_TOKEN_MAILBOX) {
        scratch = *s->a;      /* behind digests that may have been made there */
        if (!ub_url_decode(&scratch, value, at.slot == UB_SLOT_QUERY, &plain)) plain = value;
        if (ub_str_eq_nocase(plain, s->from->address) || is_of_list(s, plain)) return UB_OK;
    }
    return add(s, k, value, at, (ub_shape_info){ .shape = (ub_shape)p->shape, .bits = p->bits }, p->why);
}

/* ------------------------------------------------------------------------------------------------ URLs */

/* The labels in front of the registrable domain. */
static ub_status read_host(struct scales *s, struct ask *k, ub_str host, ub_str site, struct slot at)
{
    ub_str label;
    ub_status got = UB_OK;
    if (site.n >= host.n) return UB_OK;
    host.n -= site.n;
    at.slot = UB_SLOT_HOST;
    for (at.number = 0; got == UB_OK && ub_url_label_next(&host, &label); at.number++) got = look_at(s, k, label, at);
    return got;
}

/* mailto: and its like.  The local part is a slot; so is a query, which may carry a subject or copies. */
static ub_status read_address(struct scales *s, struct ask *k, const ub_url *url)
{
    ub_url_pair pair;
    ub_str rest = url->query;
    ub_status got = look_at(s, k, ub_str_to(url->path, ub_str_chr(url->path, '@')), (struct slot){ .slot = UB_SLOT_USER });
    while (got == UB_OK && ub_url_query_next(&rest, &pair))
        got = look_at(s, k, pair.value, (struct slot){ .slot = UB_SLOT_QUERY, .key = pair.key });
    return got;
}

/* Of a pair without a name the value is all of it: in "?c2VhbGVk==" the sign of padding is no sign of a pair, and in
 * "?5f4dcc3b5aa765d61d8327deb882cf99=1" the name is the value. */
enum { KEY_MAX = 16 };
static ub_str value_of(const ub_url_pair *pair)
{
    if (!pair->has_value) return pair->key;
    if (pair->key.n < KEY_MAX || pair->value.n > 2) return pair->value;
    return pair->value.n && pair->value.p[0] != '=' ? pair->key : ub_str_range(pair->key.p, ub_str_end(pair->value));
}

/* Of files that are shown or make the looks, and of pages. */
static const ub_str looks_endings[] = {
    UB_LIT(".gif"), UB_LIT(".png"), UB_LIT(".jpg"), UB_LIT(".jpeg"), UB_LIT(".webp"), UB_LIT(".svg"), UB_LIT(".css"), UB_LIT(".woff"),
    UB_LIT(".woff2"), UB_LIT(".ttf"),
};
static const ub_str page_endings[] = {
    UB_LIT(".html"), UB_LIT(".htm"), UB_LIT(".shtml"), UB_LIT(".phtml"), UB_LIT(".asp"), UB_LIT(".jsp"), UB_LIT(".php"), UB_LIT(".xml"), UB_LIT(".pdf"),
    UB_LIT(".txt"), UB_LIT(".cfm"), UB_LIT(".doc"), UB_LIT(".zip"),
};

static bool ends_as(ub_str name, const ub_str *endings, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ub_str_ends_nocase(name, endings[i])) return true;
    return false;
}

static ub_status read_path(struct scales *s, struct ask *k, ub_str path, struct slot at)
{
    uint32_t first = k->n;
    bool looks;
    ub_str piece = { 0 }, last = { 0 };
    ub_status got = UB_OK;
    at.slot = UB_SLOT_PATH;
    for (at.number = 0; got == UB_OK && ub_url_segment_next(&path, &piece); at.number++) {
        last = piece;
        got = look_at(s, k, piece, at);
    }
    if (got != UB_OK || k->proven || k->n == first) return got;
    looks = ends_as(last, looks_endings, UB_COUNT(looks_endings));
    for (uint32_t i = first; i < k->n; i++) {
        struct mark *m = &s->marks.p[k->first + i];
        if (m->token.value.p != last.p) m->why |= looks ? UB_REASON_IMAGE_FOLDER : 0;
        else if (looks) m->why |= UB_REASON_IMAGE_NAME;
        else if (ends_as(last, page_endings, UB_COUNT(page_endings))) m->why |= UB_REASON_PAGE_NAME;
    }
    return UB_OK;
}

/* All slots of one URL. */
static ub_status read_slots(struct scales *s, struct ask *k, const ub_url *url, ub_str site, struct slot at)
{
    ub_url_pair pair;
    uint32_t first;
    ub_status got = read_host(s, k, url->host, site, at);
    at.slot = UB_SLOT_USER;
    if (got == UB_OK && url->username.n) got = look_at(s, k, url->username, at);
    if (got == UB_OK) got = read_path(s, k, url->path, at);
    first = k->n;
    at.slot = UB_SLOT_QUERY;
    for (ub_str rest = url->query; got == UB_OK && ub_url_query_next(&rest, &pair);) {
        at.key = pair.key;
        got = look_at(s, k, value_of(&pair), at);
    }
    if (!k->proven && k->n > first && ends_as(url->path, looks_endings, UB_COUNT(looks_endings)) && !ub_str_ends_nocase(url->path, UB_S(".gif")))
        for (uint32_t i = first; i < k->n; i++) s->marks.p[k->first + i].why |= UB_REASON_IMAGE_QUERY;
    at.slot = UB_SLOT_FRAGMENT;
    at.key = (ub_str){ 0 };
    if (got == UB_OK && url->fragment.n) got = look_at(s, k, url->fragment, at);
    return got;
}

/* Was it copied with a page?  Who only forwards clicks for others writes to his readers in his own name, and nobody else can make
 * such a value: "facebookmail.com" is of "facebook.com". */
static bool is_copied(const struct scales *s, const ub_grammar *g, ub_str site)
{
    ub_str name = ub_str_to(site, ub_str_chr(site, '.'));
    return g->recipient.n && ub_service_of((ub_service_id)g->service)->kind == UB_SERVICE_IS_REDIRECT && !ub_str_starts(s->from->site, name);
}

/* The service says which slot names the reader: that one it is, whatever it looks like. */
static ub_status trust_grammar(struct scales *s, struct ask *k, const ub_grammar *g, bool inside)
{
    ub_shape_info shape;
    if (!g->recipient.n) return UB_OK;
    for (uint32_t i = 0; i < k->n; i++) {
        struct mark *m = &s->marks.p[k->first + i];
        if (!ub_str_eq(m->token.value, g->recipient)) continue;
        m->why |= UB_REASON_MAILER_SLOT;
        return UB_OK;
    }
    if (k->proven) return UB_OK;
    shape = ub_shape_of(g->recipient);
    return add(s, k, g->recipient, (struct slot){ (ub_slot)g->slot, g->number, g->key, inside, NULL }, shape,
               UB_REASON_MAILER_SLOT | why_of_shape(g->recipient, shape));
}

/* Whose it is: the first mailer on the way to the target, else the first redirector. */
static void name_service(struct ask *k, const ub_grammar *g)
{
    ub_service_kind kind = ub_service_of((ub_service_id)g->service)->kind;
    if (kind == UB_SERVICE_IS_GATEWAY || (k->service && (kind != UB_SERVICE_IS_MAILER
        || ub_service_of((ub_service_id)k->service)->kind == UB_SERVICE_IS_MAILER))) return;
    k->service = g->service;
    k->tenant = g->tenant;
}

/* The URL, and the targets wrapped in it.  What a gateway writes into its links names the reader to nobody but the reader's
 * own side. */
static ub_status read_layers(struct scales *s, struct ask *k, ub_url url, ub_str site)
{
    ub_url_site_info where;
    ub_grammar g;
    ub_url next;
    for (bool inside = false;; inside = true) {
        bool known = ub_grammar_match(s->grammars, &url, site, &g);
        bool gateway = known && !g.any_host && ub_service_of((ub_service_id)g.service)->kind == UB_SERVICE_IS_GATEWAY;
        bool opened;
        ub_status got = UB_ABSENT;
        if (known) name_service(k, &g), k->copied |= is_copied(s, &g, site);
        if (known && k->n_layers < UB_WRAP_LAYERS && (got = ub_wrap_open(s->a, s->urls, &url, &g, &next)) == UB_LIMIT) return got;
        opened = got == UB_OK;
        if (opened || gateway) k->layers[k->n_layers++] = g.service;
        if (!gateway) {
            if ((got = read_slots(s, k, &url, site, (struct slot){ .inside = inside, .grammar = known ? &g : NULL })) != UB_OK) return got;
            if (known && !k->copied && (got = trust_grammar(s, k, &g, inside)) != UB_OK) return got;
        }
        if (!opened) break;
        url = next;
        (void)ub_url_site(s->urls, url.host, &where, NULL);
        site = where.site;
        k->target = url.href;
        if (k->n_layers == UB_WRAP_LAYERS) break;
    }
    return UB_OK;
}

/* A path of Windows, which is an address on the web, too; else all that is written is one value. */
static ub_status read_other(struct scales *s, struct ask *k, const ub_finding *g)
{
    ub_arena scratch = *s->a;
    ub_url base, url;
    ub_status got;
    if (ub_url_parse(&scratch, NULL, UB_S("https://a.invalid/"), NULL, &base, NULL, NULL) == UB_OK
        && ub_url_parse(&scratch, NULL, g->url, &base, &url, NULL, NULL) == UB_OK && g->host.n && ub_str_eq(url.host, g->host)) {
        ub_arena_take(s->a, ub_arena_used(&scratch) - ub_arena_used(s->a), 1);
        return read_slots(s, k, &url, g->site, (struct slot){ 0 });
    }
    got = read_host(s, k, g->host, g->site, (struct slot){ 0 });
    return got != UB_OK ? got : look_at(s, k, g->raw, (struct slot){ .slot = UB_SLOT_PATH });
}

static ub_status read_url(struct scales *s, struct ask *k, const ub_finding *g)
{
    ub_arena scratch = *s->a;
    ub_url url;
    ub_status got;
    if (ub_url_parse(&scratch, NULL, g->url, NULL, &url, NULL, NULL) != UB_OK) return read_other(s, k, g);
    if (!url.in_text) ub_arena_take(s->a, ub_arena_used(&scratch) - ub_arena_used(s->a), 1);      /* it stays */
    if ((url.scheme_id == UB_URL_HTTP || url.scheme_id == UB_URL_HTTPS) && url.host.n) return read_layers(s, k, url, g->site);
    if (!url.opaque) return read_slots(s, k, &url, g->site, (struct slot){ 0 });
    got = read_host(s, k, g->host, g->site, (struct slot){ 0 });
    if (got == UB_OK && url.username.n) got = look_at(s, k, url.username, (struct slot){ .slot = UB_SLOT_USER });
    return got != UB_OK ? got : read_address(s, k, &url);
}

/* ------------------------------------------------------------------------------------------------ addresses of a message */

static bool is_same_address(const ub_finding *x, const ub_finding *g)
{
    /* What no URL reader takes has an empty url, and is read as written. */
    return ub_str_eq(x->url, g->url) && (g->url.n || ub_str_eq(x->raw, g->raw)) && ub_str_eq(x->host, g->host) && x->site.n == g->site.n;
}

/* A link, the look-up of its host, the same link behind the next picture: a URL comes several times.  The place of the one that came
 * before, or where this one goes.  They stand in a table twice as large as they are many. */
static uint32_t *place_of(struct scales *s, const ub_finding *g)
{
    for (uint64_t h = ub_str_hash(g->url, 0);; h++) {
        uint32_t *place = &s->seen[h & s->seen_mask];
        if (!*place || is_same_address(&s->f->findings.p[s->asks.p[*place - 1].finding], g)) return place;
    }
}

static bool make_places(struct scales *s)
{
    uint32_t n = 16;
    while (n < 2 * s->f->findings.n) n *= 2;
    s->seen_mask = n - 1;
    return (s->seen = UB_NEW(s->a, uint32_t, n)) && (s->ask_of = UB_NEW(s->a, uint32_t, s->f->findings.n + 1));
}

ub_status scales_read(struct scales *s)
{
    if (!make_places(s)) return UB_LIMIT;
    for (uint32_t i = 0; i < s->f->findings.n; i++) {
        const ub_finding *g = &s->f->findings.p[i];
        uint32_t *place = place_of(s, g);
        struct ask *k = *place ? &s->asks.p[*place - 1] : NULL;
        ub_status got;
        if (!k) {
            if (!(k = UB_PUSH(s->a, &s->asks))) return UB_LIMIT;
            *place = (uint32_t)s->asks.n;
            k->finding = i;
            k->first = (uint32_t)s->marks.n;
            if ((got = read_url(s, k, g)) != UB_OK) return got;
        }
        s->ask_of[i] = (uint32_t)(k - s->asks.p);
        k->page |= !ub_trigger_unasked((ub_trigger)g->trigger) || opens_page(g);
        if (g->flags & UB_FINDING_IF_TOKEN) {
            k->field = true;
            if (g->form == UB_VEC_HDR_VERP) s->bounces = g->site;
        } else if (g->kind == UB_KIND_LOOKUP) continue;
        else if (ub_trigger_unasked((ub_trigger)g->trigger)) k->open = true;
        else k->click = true;
    }
    return UB_OK;
}
