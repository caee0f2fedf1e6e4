/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One message, explained to somebody who is no engineer and may be frightened.
 *
 * First the answer in one sentence, then who learns what, one short paragraph a site, in the order in which it happens,
 * then what to do, and last the table for those who want to check.  Nothing is said that the findings do not bear out:
 * what is proven is said as a fact, what is concluded from a shape with "very likely" or "may".
 */
#include "report.h"

#include <stdio.h>

#include "layout.h"
#include "rules.h"

/* When something happens, in the order in which it is told. */
typedef enum when { WHEN_ARRIVAL, WHEN_OPEN, WHEN_CLICK, WHEN_ANSWER, WHEN_DOCUMENT, WHEN_COUNT } when;

enum { SITES_TOLD = 5, SAFE_TEXT = 120 };

/* All that one site gets to know on one occasion. */
typedef struct site {
    ub_str name;          /* the registrable domain; the host where all is asked of one host */
    when at;
    unsigned n, n_hidden, n_named;
    uint8_t leaks;
    size_t best;          /* the finding that tells most */
    const ub_judgement *listed;    /* the first that a list of trackers names, or NULL */
    bool one_host, one_noun;
    const struct noun *noun;
} site;

typedef struct letter {
    ub_out *out;
    const ub_report_message *m;
    const ub_explain_opts *o;
    ub_arena *a;
    unsigned width;
    struct { site *p; size_t n, cap; } sites;
    unsigned n_lookups, n_at[WHEN_COUNT];
    ub_str told;          /* the mark told last */
    bool failed;
} letter;

/* ------------------------------------------------------------------------------------------------ words */

/* What is fetched, by the beginning of its vector; the first that fits. */
static const struct noun { ub_str prefix; const char *one, *many; } nouns[] = {
    { UB_LIT("img-"),            "a picture",            "pictures" },
    { UB_LIT("image-"),          "a picture",            "pictures" },
    { UB_LIT("picture-"),        "a picture",            "pictures" },
    { UB_LIT("noscript-img"),    "a picture",            "pictures" },
    { UB_LIT("mso-cond-"),       "a picture",            "pictures" },
    { UB_LIT("vml-"),            "a picture",            "pictures" },
    { UB_LIT("svg-image"),       "a picture",            "pictures" },
    { UB_LIT("svg-feimage"),     "a picture",            "pictures" },
    { UB_LIT("input-image"),     "a picture",            "pictures" },
    { UB_LIT("video-poster"),    "a picture",            "pictures" },
    { UB_LIT("link-icon"),       "a small picture",      "small pictures" },
    { UB_LIT("css-background"),  "a background picture", "background pictures" },
    { UB_LIT("body-background"), "a background picture", "background pictures" },
    { UB_LIT("table-background"), "a background picture", "background pictures" },
    { UB_LIT("cell-background"), "a background picture", "background pictures" },
    { UB_LIT("any-background"),  "a background picture", "background pictures" },
    { UB_LIT("css-font"),        "a font",               "fonts" },
    { UB_LIT("css-import"),      "a style sheet",        "style sheets" },
    { UB_LIT("link-stylesheet"), "a style sheet",        "style sheets" },
    { UB_LIT("link-alt-style"),  "a style sheet",        "style sheets" },
    { UB_LIT("css-"),            "something for its looks", "things for its looks" },
    { UB_LIT("iframe-"),         "a page",               "pages" },
    { UB_LIT("frame-"),          "a page",               "pages" },
    { UB_LIT("video-"),          "a film",               "films" },
    { UB_LIT("audio-"),          "a sound",              "sounds" },
    { UB_LIT("script-"),         "program code",         "pieces of program code" },
    { UB_LIT(""),                "something",            "things" },
};

static const struct noun *noun_of(uint16_t vector)
{
    const struct noun *n = nouns;
    while (!ub_str_starts(ub_vectors[vector].id, n->prefix)) n++;
    return n;
}

static void add(ub_buf *b, const char *text) { ub_buf_add(b, ub_str_of(text, strlen(text))); }

static void add_n(ub_buf *b, unsigned n)
{
    char text[16];
    snprintf(text, sizeof text, "%u", n);
    add(b, text);
}

/* "a, b and c" of the words whose bits are set. */
static void add_list(ub_buf *b, const char *const *words, unsigned n, unsigned bits)
{
    unsigned left = (unsigned)__builtin_popcount(bits & ((1u << n) - 1)), all = left;
    for (unsigned i = 0; i < n; i++) {
        if (!(bits >> i & 1)) continue;
        if (left < all) add(b, left == 1 ? " and " : ", ");
        add(b, words[i]);
        left--;
    }
}

static void add_leaks(ub_buf *b, unsigned leaks)
{
    static const char *const words[UB_LEAK_N] = {
        "your network address", "the time", "your mail program", "your account or mail address", "a proof of your password",
        "what stands in the message or what you type",
    };
    add_list(b, words, UB_LEAK_N, leaks);
}

/* The steps of a token as people call them: "MD5", "base64, then MD5". */
static void add_steps(ub_buf *b, const char *steps)
{
    static const struct { ub_str step; const char *word; } words[] = {
        { UB_LIT("md5"), "MD5" },       { UB_LIT("sha1"), "SHA-1" },     { UB_LIT("sha224"), "SHA-224" },
        { UB_LIT("sha256"), "SHA-256" }, { UB_LIT("sha384"), "SHA-384" }, { UB_LIT("sha512"), "SHA-512" },
        { UB_LIT("crc32"), "CRC-32" },  { UB_LIT("rot13"), "ROT13" },    { UB_LIT("reversed"), "written backwards" },
        { UB_LIT("percent"), "percent signs" }, { UB_LIT("hex"), "hexadecimal" },
    };
    ub_str rest = ub_str_of(steps, strlen(steps));
    for (bool first = true; rest.n; first = false) {
        ub_str step = ub_str_cut(&rest, ' ');
        if (first && rest.n && ub_str_eq(step, UB_S("percent"))) step = ub_str_cut(&rest, ' ');      /* how every URL is written */
        size_t i = 0;
        while (i < UB_COUNT(words) && !ub_str_eq(words[i].step, step)) i++;
        if (!first) add(b, ", ");
        if (i < UB_COUNT(words)) add(b, words[i].word);
        else ub_buf_add(b, step);
    }
}

/* Is it the mark told last, perhaps with the ending of a file name? */
static bool same_mark(ub_str told, ub_str value)
{
    return told.n >= 8 && value.n >= 8 && (ub_str_starts(told, value) || ub_str_starts(value, told));
}

/* Does it stand in a message that is attached?  Its marks are those of the reader it was sent to. */
static bool is_carried(const letter *l, size_t finding)
{
    return l->m->found->findings.p[finding].carrier == UB_VEC_MIME_RFC822;
}

/* What the token says about the reader, as one or two sentences. */
static void add_token(letter *l, ub_buf *b, size_t finding)
{
    const ub_judgement *j = &l->m->judged->p[finding];
    const ub_token *t = &j->token;
    const char *who = is_carried(l, finding) ? "whom the attached message was sent to first." : "that it is you.";
    unsigned bit = UB_REASON_N;
    if (t->state == UB_TOKEN_PROVEN) {
        add(b, t->slot == UB_SLOT_HOST ? " The name of the server holds the email address " : " The web address it uses holds the email address ");
        ub_layout_safe(b, t->address, SAFE_TEXT);
        if (j->reasons & UB_REASON_TOKEN_DIGEST) add(b, " in code ("), add_steps(b, t->steps), add(b, ")");
        else if (j->reasons & UB_REASON_TOKEN_ENCODED) add(b, " in disguise ("), add_steps(b, t->steps), add(b, ")");
        /* Other recipients of the message may read the same copy. */
        add(b, l->m->judged->addresses.n > 1 ? ", so they know whose copy it is." : ", so they know that it is you.");
        return;
    }
    if (!j->names_reader) {
        add(b, " We see nothing in it that says who you are.");
        return;
    }
    if (same_mark(l->told, t->value)) {
        add(b, " It carries the same mark.");
        return;
    }
    l->told = t->value;
    for (unsigned i = 0; i < UB_REASON_N; i++)      /* what weighs most; of the same weight the first */
        if (j->reasons >> i & 1 && (bit == UB_REASON_N || ub_reason_weight(i) > ub_reason_weight(bit))) bit = i;
    add(b, t->slot == UB_SLOT_HOST ? " The name of the server carries a mark, \"" : " The web address it uses carries a mark, \"");
    ub_layout_safe(b, t->value, 40);
    add(b, t->state >= UB_TOKEN_LIKELY ? "\", which can be given to one reader only, so they very likely know "
                                       : "\". They may know by it ");
    add(b, who);
    if (bit < UB_REASON_N) add(b, " Why we say so: "), add(b, ub_reason_about(bit));
}

/* Whose address it is, which customer of theirs wrote, and where a link leads to in the end. */
static void add_service(ub_buf *b, const ub_judgement *j, bool link)
{
    if (j->service) {
        const ub_service *s = ub_service_of((ub_service_id)j->service);
        add(b, " The address is one of ");
        ub_buf_add(b, s->title);
        add(b, s->kind == UB_SERVICE_IS_MAILER ? ", a service that sends mail for others" : s->kind == UB_SERVICE_IS_STORE ? ", kept there for all to see"
                                                                                         : ", which forwards clicks");
        if (j->tenant.n) add(b, "; the sender is its customer \""), ub_layout_safe(b, j->tenant, 60), ub_buf_char(b, '"');
        ub_buf_char(b, '.');
    }
    if (link && j->target.n) add(b, " In the end it leads to "), ub_layout_safe(b, j->target, SAFE_TEXT), ub_buf_char(b, '.');
}

/* ------------------------------------------------------------------------------------------------ collecting */

static when when_of(const ub_finding *f, const ub_judgement *j)
{
    if (j->kind == UB_KIND_RECEIPT) return WHEN_ANSWER;
    switch ((ub_trigger)f->trigger) {
    case UB_TRIGGER_ARRIVAL: case UB_TRIGGER_PREVIEW: return WHEN_ARRIVAL;
    case UB_TRIGGER_REPLY: return WHEN_ANSWER;
    case UB_TRIGGER_CLICK: case UB_TRIGGER_MENU: case UB_TRIGGER_NONE: return WHEN_CLICK;
    case UB_TRIGGER_OPENDOC: return WHEN_DOCUMENT;
    default: return j->kind == UB_KIND_TRACKING_LINK ? WHEN_CLICK : WHEN_OPEN;
    }
}

/* A network path.  Of those that only few programs take for one, with two slashes, too much would be made. */
static bool is_credential(const ub_judgement *j)
{
    return j->kind == UB_KIND_CREDENTIAL && j->vector != UB_VEC_UNC_FWDSLASH;
}

static bool host_token(const ub_judgement *j)
{
    return j->token.slot == UB_SLOT_HOST && j->token.state >= UB_TOKEN_LIKELY;
}

/* Which of two findings of a site tells more about it? */
static bool tells_more(const letter *l, size_t a, size_t b)
{
    const ub_judgement *x = &l->m->judged->p[a], *y = &l->m->judged->p[b];
    bool cred_x = is_credential(x), cred_y = is_credential(y);
    if (cred_x != cred_y) return cred_x;
    if (x->token.state != y->token.state) return x->token.state > y->token.state;
    if (x->names_reader != y->names_reader) return x->names_reader;
    if (x->hidden != y->hidden) return x->hidden;
    return y->kind == UB_KIND_CREDENTIAL && x->kind != UB_KIND_CREDENTIAL;      /* two slashes */
}

static void collect_one(letter *l, size_t i)
{
    const ub_finding *f = &l->m->found->findings.p[i];
    const ub_judgement *j = &l->m->judged->p[i];
    when at = when_of(f, j);
    ub_str name = f->site.n ? f->site : f->host;
    site *s = NULL;
    if (j->kind == UB_KIND_LOOKUP && !host_token(j)) {
        l->n_lookups++;
        return;
    }
    for (size_t k = 0; k < l->sites.n && !s; k++) {
        site *o = &l->sites.p[k];
        const ub_finding *g = &l->m->found->findings.p[o->best];
        if (at == WHEN_ANSWER && l->m->judged->p[o->best].vector != j->vector) continue;
        if (o->at == at && ub_str_eq(g->site.n ? g->site : g->host, name) && (name.n || g->vector == f->vector)) s = o;
    }
    l->n_at[at]++;
    if (!s) {
        if (!(s = UB_PUSH(l->a, &l->sites))) { l->failed = true; return; }
        *s = (site){ .name = f->host.n ? f->host : name, .at = at, .best = i, .one_host = true, .one_noun = true, .noun = noun_of(j->vector) };
    } else {
        if (j->vector == UB_VEC_UNC_FWDSLASH) return;      /* a second name for what is counted already */
        if (!ub_str_eq(f->host, l->m->found->findings.p[s->best].host)) s->one_host = false;
        if (noun_of(j->vector) != s->noun) s->one_noun = false;
        if (tells_more(l, i, s->best)) s->best = i;
        s->name = s->one_host ? f->host : name;
    }
    s->n++;
    if (!s->listed && j->list) s->listed = j;
    s->n_hidden += j->hidden;
    s->n_named += j->names_reader;
    s->leaks |= f->leaks;
}

/* Those that know the reader first, then the more talkative. */
static bool before(const letter *l, const site *a, const site *b)
{
    if (tells_more(l, a->best, b->best)) return true;
    if (tells_more(l, b->best, a->best)) return false;
    return a->n > b->n;
}

static void sort_sites(letter *l)
{
    for (size_t i = 1; i < l->sites.n; i++) {      /* at most UB_FINDINGS_MAX */
        site s = l->sites.p[i];
        size_t k = i;
        for (; k && before(l, &s, &l->sites.p[k - 1]); k--) l->sites.p[k] = l->sites.p[k - 1];
        l->sites.p[k] = s;
    }
}

/* ------------------------------------------------------------------------------------------------ paragraphs */

static ub_buf sentence(const letter *l) { return ub_buf_in(l->a); }

static void say(letter *l, const char *first, ub_buf *b)
{
    if (b->failed) l->failed = true;
    ub_layout_para(l->out, first, ub_buf_str(b), l->width);
}

static void say_text(letter *l, const char *first, const char *text)
{
    ub_layout_para(l->out, first, ub_str_of(text, strlen(text)), l->width);
}

static void heading(letter *l, const char *text)
{
    ub_out_char(l->out, '\n');
    if (l->o->colour) ub_out_add(l->out, UB_S("\033[1m"));
    say_text(l, "", text);
    if (l->o->colour) ub_out_add(l->out, UB_S("\033[0m"));
}

static const char *moment(ub_trigger t)
{
    switch (t) {
    case UB_TRIGGER_ARRIVAL: return "When it arrives";
    case UB_TRIGGER_PREVIEW: return "When it shows in your list of messages";
    case UB_TRIGGER_SCROLL:  return "When you scroll through it";
    case UB_TRIGGER_HOVER:   return "When your pointer passes over it";
    case UB_TRIGGER_PRINT:   return "When you print it";
    case UB_TRIGGER_VERIFY:  return "When its signature is checked";
    case UB_TRIGGER_REPLY:   return "When you answer or forward it";
    case UB_TRIGGER_OPENDOC: return "When you open the attachment";
    default:                 return "As soon as you open it";
    }
}

static void add_about(ub_buf *b, uint16_t vector)
{
    ub_buf_char(b, ' ');
    ub_buf_add(b, ub_vectors[vector].about);
}

/* "a picture too small to see", "4 pictures, 1 of them hidden" */
static void add_things(ub_buf *b, const letter *l, const site *s)
{
    const ub_judgement *j = &l->m->judged->p[s->best];
    if (s->n == 1) {
        add(b, s->noun->one);
        if (j->reasons & UB_REASON_HIDDEN_SIZE) add(b, " too small to see");
        else if (j->hidden) add(b, " that nobody is meant to see");
        return;
    }
    add_n(b, s->n);
    ub_buf_char(b, ' ');
    add(b, s->one_noun ? s->noun->many : "things");
    if (s->n_hidden == s->n) add(b, ", all hidden");
    else if (s->n_hidden) add(b, ", "), add_n(b, s->n_hidden), add(b, " of them hidden");
}

/* "EasyPrivacy line 1234 names this." */
static void add_listed(ub_buf *b, const ub_judgement *j)
{
    ub_layout_safe(b, ub_ruleset_title(j->list), SAFE_TEXT);
    add(b, " line ");
    add_n(b, j->list_line);
    add(b, " names this.");
}

/* Who else says so. */
static void add_known(ub_buf *b, const site *s)
{
    if (!s->listed) return;
    add(b, " A public list knows ");
    add(b, s->n == 1 ? "it as a tracker: " : "one of them as a tracker: ");
    add_listed(b, s->listed);
}

static void tell_contact(letter *l, const site *s)
{
    const ub_finding *f = &l->m->found->findings.p[s->best];
    const ub_judgement *j = &l->m->judged->p[s->best];
    ub_buf b = sentence(l);
    add(&b, moment((ub_trigger)f->trigger));
    if (is_credential(j)) {
        add(&b, ", it leads Windows to the machine ");
        ub_layout_safe(&b, s->name, SAFE_TEXT);
        add(&b, ".");
        add_about(&b, j->vector);
    } else if (j->kind == UB_KIND_SCRIPT || j->kind == UB_KIND_CREDENTIAL || !s->name.n) {
        add(&b, ":");
        add_about(&b, j->vector);
        if (s->name.n) add(&b, " It names "), ub_layout_safe(&b, s->name, SAFE_TEXT), add(&b, ".");
    } else if (j->kind == UB_KIND_LOOKUP && f->trigger == UB_TRIGGER_ARRIVAL) {
        add(&b, ", the server that takes in your mail may look up the name ");
        ub_layout_safe(&b, s->name, SAFE_TEXT);
        add(&b, ". That can tell the owner of the name that the message arrived, not that you read it. A part of the name, \"");
        ub_layout_safe(&b, j->token.value, 40);
        add(&b, "\", may be given to one reader only, or to one sender.");
        say(l, "- ", &b);
        return;
    } else if (j->kind == UB_KIND_LOOKUP) {
        add(&b, ", the name ");
        ub_layout_safe(&b, s->name, SAFE_TEXT);
        add(&b, " may be looked up, without any click. That tells the owner of the name ");
        add_leaks(&b, s->leaks);
        add(&b, " (of the computer that looks names up for you).");
    } else {
        add(&b, ", it asks ");
        ub_layout_safe(&b, s->name, SAFE_TEXT);
        add(&b, " for ");
        add_things(&b, l, s);
        add(&b, ".");
        if (s->n == 1 && !s->noun->prefix.n) add_about(&b, j->vector);
        add(&b, " That tells them ");
        add_leaks(&b, s->leaks);
        add(&b, ".");
    }
    if ((j->kind != UB_KIND_CREDENTIAL && j->kind != UB_KIND_SCRIPT) || j->names_reader) add_token(l, &b, s->best);
    add_service(&b, j, false);
    add_known(&b, s);
    say(l, "- ", &b);
}

static void tell_click(letter *l, const site *s)
{
    const ub_judgement *j = &l->m->judged->p[s->best];
    ub_buf b = sentence(l);
    if (j->kind == UB_KIND_TRACKING_LINK) {
        add(&b, s->n == 1 ? "Following the link to " : "Following one of the ");
        if (s->n > 1) add_n(&b, s->n), add(&b, " links to ");
        if (s->name.n) ub_layout_safe(&b, s->name, SAFE_TEXT);
        else add(&b, "a mail address");
        add(&b, " tells them ");
        add_leaks(&b, s->leaks);
        add(&b, ".");
    } else {
        ub_buf_add(&b, ub_vectors[j->vector].about);
        if (s->name.n) add(&b, " It leads to "), ub_layout_safe(&b, s->name, SAFE_TEXT), add(&b, ".");
    }
    if (j->names_reader || j->kind == UB_KIND_TRACKING_LINK) add_token(l, &b, s->best);
    add_service(&b, j, s->n == 1);
    add_known(&b, s);
    say(l, "- ", &b);
}

static void tell_answer(letter *l, const site *s)
{
    const ub_finding *f = &l->m->found->findings.p[s->best];
    const ub_judgement *j = &l->m->judged->p[s->best];
    ub_buf b = sentence(l);
    ub_buf_add(&b, ub_vectors[j->vector].about);
    if (j->kind != UB_KIND_RECEIPT) {
        if (s->name.n) add(&b, " It names "), ub_layout_safe(&b, s->name, SAFE_TEXT), add(&b, ".");
        say(l, "- ", &b);
        return;
    }
    if (f->url.n || f->raw.n) {
        ub_str to = f->url.n ? f->url : f->raw;
        if (ub_str_starts_nocase(to, UB_S("mailto:"))) to = ub_str_from(to, 7);
        add(&b, " It goes to ");
        ub_layout_safe(&b, to, SAFE_TEXT);
        add(&b, ".");
    }
    if (f->leaks) add(&b, " That tells them "), add_leaks(&b, f->leaks), add(&b, ".");
    if (j->token.state >= UB_TOKEN_LIKELY) add_token(l, &b, s->best);
    say(l, "- ", &b);
}

static void section(letter *l, when at, const char *title, void (*tell)(letter *, const site *))
{
    size_t told = 0, left = 0;
    if (!l->n_at[at]) return;
    heading(l, title);
    for (size_t i = 0; i < l->sites.n; i++) {
        if (l->sites.p[i].at != at) continue;
        if (told == SITES_TOLD) left++;
        else told++, tell(l, &l->sites.p[i]);
    }
    if (left) {
        ub_buf b = sentence(l);
        add(&b, "And ");
        add_n(&b, (unsigned)left);
        add(&b, left == 1 ? " more, which the table below shows." : " more, which the table below shows.");
        say(l, "- ", &b);
    }
}

/* ------------------------------------------------------------------------------------------------ the answer */

typedef struct sums {
    unsigned proven, likely, may, carried, remote, credential, host, arrival, receipt, link, unseen;
    unsigned sites;
} sums;

static sums sum_up(const letter *l)
{
    sums n = { .unseen = (unsigned)l->m->found->unseen.n };
    for (size_t i = 0; i < l->m->judged->n; i++) {
        const ub_judgement *j = &l->m->judged->p[i];
        when at = when_of(&l->m->found->findings.p[i], j);
        if (!ub_report_shows(l->m, i)) continue;
        if (j->kind == UB_KIND_RECEIPT) n.receipt += !(l->m->found->findings.p[i].flags & UB_FINDING_IF_TOKEN);
        else if (at == WHEN_CLICK) n.link += j->kind == UB_KIND_TRACKING_LINK;
        else if (at != WHEN_OPEN && at != WHEN_ARRIVAL) continue;
        else if (is_credential(j)) n.credential++;
        else if (j->kind == UB_KIND_CREDENTIAL) continue;
        else if (j->kind == UB_KIND_LOOKUP) n.host += host_token(j) && at == WHEN_OPEN, n.arrival += host_token(j) && at == WHEN_ARRIVAL;
        else if (!j->names_reader) n.remote++;
        else if (j->token.state == UB_TOKEN_PROVEN) n.proven++;
        else if (is_carried(l, i)) n.carried++;
        else if (j->token.state >= UB_TOKEN_LIKELY) n.likely++;
        else n.may++;
    }
    for (size_t i = 0; i < l->sites.n; i++) n.sites += l->sites.p[i].at == WHEN_OPEN || l->sites.p[i].at == WHEN_ARRIVAL;
    return n;
}

static const char *answer(const sums *n)
{
    if (n->credential && n->proven + n->likely + n->may)
        return "Opening this message can tell its sender that it was you, and on Windows it can hand a stranger your account name and a proof of your password.";
    if (n->credential) return "Opening this message on Windows can hand a stranger your account name and a proof of your password.";
    if (n->proven) return "Opening this message tells its sender that it was you who opened it.";
    if (n->likely) return "Opening this message very likely tells its sender that it was you who opened it.";
    if (n->host) return "Showing this message can be enough to tell its sender that it was you, even if no picture is loaded.";
    if (n->carried) return "Opening this message contacts others, and the message attached to it carries a mark of the one it was sent to first.";
    if (n->may) return "Opening this message tells its sender that somebody opened it, and maybe that it was you.";
    if (n->receipt && n->remote) return "Opening this message contacts others, and it asks your mail program to report that you have read it.";
    if (n->receipt) return "This message asks your mail program to report to its sender that you have read it or that it arrived.";
    if (n->remote && n->link) return "Opening this message contacts others without naming you; its links tell who follows them.";
    if (n->remote) return "Opening this message contacts others, but we see nothing in it that names you.";
    if (n->link) return "Opening this message tells nobody anything, but its links tell who follows them.";
    if (n->arrival) return "Opening this message tells nobody anything; that it arrived may have been noticed.";
    return n->unseen ? "Nothing was found in what could be read." : "Opening this message tells nobody anything.";
}

static void tell_field(letter *l, const char *label, ub_hdr id)
{
    const ub_mime *mime = l->m->mime;
    const ub_field *f = ub_mime_field(mime, &mime->parts.p[0], id, NULL);
    ub_buf b = sentence(l);
    ub_str text;
    if (!f || ub_mime_text(l->a, l->m->charsets, ub_field_value(mime, &mime->parts.p[0], f), &text, NULL) != UB_OK) return;
    b = sentence(l);
    ub_layout_safe(&b, ub_str_trim(text), 200);
    say(l, label, &b);
}

/* What it pretends to be. */
static void tell_signals(letter *l)
{
    const ub_signals *list = &l->m->judged->signals;
    if (!list->n) return;
    heading(l, "What is not as it seems");
    for (size_t i = 0; i < list->n && i < SITES_TOLD; i++) {
        const ub_signal *s = &list->p[i];
        ub_buf b = sentence(l);
        for (const char *p = ub_signal_about((ub_signal_id)s->id); *p; p++) {
            if (*p != '%') ub_buf_char(&b, *p);
            else ub_layout_safe(&b, *++p == 'v' ? s->value : s->of, SAFE_TEXT);
        }
        for (unsigned k = 0; k < UB_WHY_N; k++)
            if (s->why >> k & 1) add(&b, " "), add(&b, ub_why_about(k));
        say(l, "- ", &b);
    }
    if (list->n + list->omitted > SITES_TOLD) say_text(l, "- ", "And more like these; unbeacon scan lists them.");
}

/* "Through: Mailchimp, for its customer "f61c.."" */
static void tell_mailer(letter *l, const ub_mailer *mailer)
{
    ub_buf b = sentence(l);
    if (!mailer->service) return;
    ub_buf_add(&b, ub_service_of((ub_service_id)mailer->service)->title);
    if (mailer->tenant.n) add(&b, ", for its customer \""), ub_layout_safe(&b, mailer->tenant, 60), ub_buf_char(&b, '"');
    say(l, "Through: ", &b);
}


static void tell_rest(letter *l, const sums *n)
{
    if (l->n_lookups) {
        ub_buf b = sentence(l);
        add(&b, "Some programs look up names that stand in it (");
        add_n(&b, l->n_lookups);
        add(&b, l->n_lookups == 1 ? " name" : " names");
        add(&b, ") before any click. That tells their owners at most that somebody did; nothing in the names points to you.");
        say(l, "- ", &b);
    }
    if (n->proven + n->likely + n->may + n->carried + n->remote + n->credential)
        say_text(l, "  ", "A network address tells roughly where you are and who connects you to the net.");
}

static void tell_unseen(letter *l)
{
    const ub_found *f = l->m->found;
    if (!f->unseen.n && !f->findings_omitted) return;
    heading(l, "What could not be read");
    for (size_t i = 0; i < f->unseen.n && i < SITES_TOLD; i++) {
        const ub_part *p = &l->m->mime->parts.p[f->unseen.p[i].part];
        ub_file_names names;
        ub_buf b;
        ub_status s = ub_mime_file_names(l->a, l->m->charsets, l->m->mime, f->unseen.p[i].part, NULL, &names, NULL);
        b = sentence(l);
        add(&b, "An attachment or part");
        if (s == UB_OK && names.n) add(&b, " named "), ub_layout_safe(&b, names.p[0].text, 60);
        add(&b, " (");
        ub_layout_safe(&b, p->type_name, 40);
        ub_buf_char(&b, '/');
        ub_layout_safe(&b, p->subtype_name, 60);
        switch ((ub_unseen)f->unseen.p[i].why) {
        case UB_UNSEEN_ENCRYPTED: add(&b, "): it is encrypted, so nobody but its reader can look into it."); break;
        case UB_UNSEEN_LIMIT:     add(&b, "): it is larger or deeper than we read."); break;
        default:                  add(&b, "): we have no reader for this kind. It may contact somebody when you open it."); break;
        }
        say(l, "- ", &b);
    }
    if (f->unseen.n > SITES_TOLD) say_text(l, "- ", "And more of them.");
    if (f->findings_omitted) say_text(l, "- ", "There was so much in this message that not all of it is listed.");
}

static void tell_what_to_do(letter *l, const sums *n)
{
    bool on_open = n->proven + n->likely + n->may + n->carried + n->remote + n->credential + n->host;
    bool posed = l->m->judged->signals.n && l->m->judged->signals.p[0].id != UB_SIGNAL_PUNYCODE;      /* the first weighs most */
    heading(l, "What to do");
    if (posed)
        say_text(l, "- ", "Type no password into what its links open, and save no file from it. If it asks for something, ask its sender by a way that you knew before.");
    if (on_open || n->receipt) {
        ub_buf b = sentence(l);
        if (on_open)
            say_text(l, "- ", "If you have not opened it, leave it closed. If you have, and your mail program loads pictures by itself, they know by now; that cannot be "
                              "taken back, but each further opening tells them again.");
        if (n->receipt) say_text(l, "- ", "When your mail program asks whether to send a receipt, say no.");
        add(&b, "This writes a copy that looks the same and contacts nobody: ");
        add(&b, l->o->clean);
        say(l, "- ", &b);
        if (on_open) say_text(l, "- ", "Tell your mail program not to load pictures and other content from the net.");
        if (n->proven + n->likely + n->carried + n->credential)
            say_text(l, "- ", "Keep the message as it is: whoever looks into the matter needs the original. Do not forward or answer it.");
    }
    if (n->credential) say_text(l, "- ", "If you opened it on Windows, change your password and tell the people who run your network.");
    if (n->link) say_text(l, "- ", "If you want to read what a link leads to, type the site's name into your browser rather than following the link.");
    if (!on_open && !n->receipt && !n->link && !posed)
        say_text(l, "- ", n->unseen ? "Open what could not be read only if you trust who sent it." : "Nothing. You can read it as it is; a link contacts its server only when you follow it.");
}

/* ------------------------------------------------------------------------------------------------ the table */

static ub_str cell_text(letter *l, const char *text)
{
    (void)l;
    return ub_str_of(text, strlen(text));
}

static ub_str cell_safe(letter *l, ub_str text, size_t max_bytes)
{
    ub_buf b = sentence(l);
    ub_layout_safe(&b, text, max_bytes);
    if (b.failed) l->failed = true;
    return ub_buf_str(&b);
}

static ub_str cell_leaks(letter *l, unsigned leaks)
{
    ub_buf b = sentence(l);
    for (unsigned i = 0; i < UB_LEAK_N; i++)
        if (leaks >> i & 1) {
            if (b.n) ub_buf_char(&b, ' ');
            add(&b, ub_leak_name(i));
        }
    return ub_buf_str(&b);
}

/* The reasons that speak for it, or those against. */
static void add_reasons(ub_buf *b, const ub_judgement *j, uint64_t reasons, bool against)
{
    for (unsigned i = 0; i < UB_REASON_N; i++)
        if (reasons >> i & 1 && (ub_reason_weight(i) < 0) == against) {
            if (b->n) ub_buf_char(b, ' ');
            if (i == UB_REASON_BIT_LIST_TRACKER) add_listed(b, j);
            else add(b, ub_reason_about(i));
        }
}

static ub_str cell_why(letter *l, const ub_judgement *j)
{
    ub_buf b = sentence(l);
    uint64_t ours = j->reasons & ~UB_REASON_LIST_TRACKER;
    if (j->names_reader) add_reasons(&b, j, ours, false);
    else if (j->hidden) add_reasons(&b, j, j->reasons & (UB_REASON_HIDDEN_SIZE | UB_REASON_HIDDEN_STYLE | UB_REASON_HIDDEN_PARENT), false);
    if (!j->names_reader) add_reasons(&b, j, ours, true);
    if (j->list) add_reasons(&b, j, UB_REASON_LIST_TRACKER, false);
    if (!b.n) ub_buf_add(&b, ub_vectors[j->vector].about);
    if (b.failed) l->failed = true;
    return ub_buf_str(&b);
}

static void tell_table(letter *l)
{
    ub_layout_table t = { .n_columns = 5, .most = { 20, 24, 7, 10 }, .head = { "vector", "host", "when", "leaks", "why" } };
    const ub_found *found = l->m->found;
    for (size_t i = 0; i < found->findings.n && !l->failed; i++) {
        const ub_judgement *j = &l->m->judged->p[i];
        struct ub_layout_row *r;
        if (!ub_report_shows(l->m, i)) continue;
        if (!(r = ub_layout_row(l->a, &t))) { l->failed = true; return; }
        size_t at = t.n - 1;
        ub_str cells[5] = {
            ub_vectors[j->vector].id, cell_safe(l, found->findings.p[i].host, SAFE_TEXT),
            cell_text(l, ub_trigger_name((ub_trigger)found->findings.p[i].trigger)), cell_leaks(l, found->findings.p[i].leaks), cell_why(l, j),
        };
        memcpy(t.row[at].cell, cells, sizeof cells);
    }
    if (!t.n) return;
    heading(l, "All that was found");
    ub_layout_print(l->out, &t, l->width, l->o->colour);
}

ub_status ub_report_explain(ub_out *out, const ub_report_message *m, const ub_explain_opts *opts, ub_err *err)
{
    letter l = { .out = out, .m = m, .o = opts, .a = m->a, .width = opts->width < 20 ? 20 : opts->width };
    ub_buf b;
    for (size_t i = 0; i < m->found->findings.n; i++)
        if (ub_report_shows(m, i)) collect_one(&l, i);
    sort_sites(&l);
    sums n = sum_up(&l);
    tell_field(&l, "Subject: ", UB_HDR_SUBJECT);
    tell_field(&l, "From:    ", UB_HDR_FROM);
    tell_field(&l, "Date:    ", UB_HDR_DATE);
    tell_mailer(&l, &m->judged->mailer);
    ub_out_char(out, '\n');
    b = sentence(&l);
    add(&b, answer(&n));
    if (n.unseen && l.sites.n) add(&b, " Not all of it could be read.");
    add(&b, " (Verdict: ");
    add(&b, ub_verdict_name(m->judged->verdict));
    add(&b, ")");
    if (opts->colour) ub_out_add(out, UB_S("\033[1m"));
    say(&l, "", &b);
    if (opts->colour) ub_out_add(out, UB_S("\033[0m"));
    tell_signals(&l);
    section(&l, WHEN_ARRIVAL, "Before you touch it", tell_contact);
    section(&l, WHEN_OPEN, "When you open it", tell_contact);
    if (l.n_lookups && !l.n_at[WHEN_OPEN]) heading(&l, "When you open it");
    tell_rest(&l, &n);
    section(&l, WHEN_CLICK, "If you click", tell_click);
    section(&l, WHEN_ANSWER, "If you answer, and what goes back by mail", tell_answer);
    section(&l, WHEN_DOCUMENT, "If you open what is attached", tell_contact);
    tell_unseen(&l);
    tell_what_to_do(&l, &n);
    tell_table(&l);
    return l.failed ? ub_fail(err, UB_LIMIT, "too many findings", 0) : UB_OK;
}
