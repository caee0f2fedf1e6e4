/* SPDX-License-Identifier: Apache-2.0 */
/* The table of signals and their reasons, and the list of those of one message. */
#include "signals.h"

static const struct { const char *name, *about; } signals[UB_SIGNAL_N] = {
    [UB_SIGNAL_IMPERSONATION] = { "impersonation", "It says that it is %v, and nothing in it bears out that it comes from %o." },
    [UB_SIGNAL_LOOKALIKE] = { "lookalike-domain", "%v looks like %o, which your roster protects, and is another's." },
    [UB_SIGNAL_HTML_SMUGGLING] = { "html-smuggling", "Opened in a browser, it makes a file out of its own text and saves it. Scanners of attachments do not see such a file." },
    [UB_SIGNAL_USERINFO_HOST] = { "userinfo-host", "A link begins like one to %o, but that part is a user name. It leads to %v." },
    [UB_SIGNAL_LINK_TEXT] = { "link-text-elsewhere", "The text of a link names %o, but the link leads to %v." },
    [UB_SIGNAL_NAME_ADDRESS] = { "name-shows-address", "The sender's name shows the address %o, but the message says it comes from %v." },
    [UB_SIGNAL_MIXED_SCRIPT] = { "mixed-script-host", "The name of the server %v, shown as %o, mixes letters of several scripts in one word, as nobody writes it." },
    [UB_SIGNAL_FORM_ELSEWHERE] = { "form-elsewhere", "What you type into its form goes to %v, which is not the site of the sender (%o)." },
    [UB_SIGNAL_LINK_REDIRECTED] = { "link-text-redirected", "The text of a link names %o; the link goes through %v, which counts clicks, and does not say where it ends." },
    [UB_SIGNAL_IP_HOST] = { "ip-host", "A link leads to a bare network address, %v. Those who mean well give their servers a name." },
    [UB_SIGNAL_LATIN_LIKE] = { "latin-like-host", "The name of the server %v is shown as %o: letters of another alphabet that look like those of ours." },
    [UB_SIGNAL_OPEN_REDIRECT] = { "open-redirect", "A link to %v sends you on to %o." },
    [UB_SIGNAL_PUNYCODE] = { "punycode-host", "The name of the server %v is shown as %o. Letters of other alphabets can look like those you know." },
};
const char *ub_signal_name(ub_signal_id id) { return signals[id].name; }
const char *ub_signal_about(ub_signal_id id) { return signals[id].about; }

/* In the order of the bits. */
static const struct { const char *name, *about; } whys[UB_WHY_N] = {
    { "text-names-address",   "The text between the link's tags holds a web address." },
    { "text-names-host",      "The text between the link's tags is the name of a server." },
    { "user-name-like-host",  "What stands before the @ reads like the name of a server." },
    { "scripts-mixed",        "One word of the name holds letters of scripts that are not written together." },
    { "not-ascii",            "The name is written in punycode (xn--) for letters outside ASCII." },
    { "ip-address",           "The host is a number." },
    { "ip-written-oddly",     "The number is not written as four decimal ones." },
    { "url-in-url",           "The address holds another whole address, of another site." },
    { "form-to-other-site",   "The form's action names another site than the address in From." },
    { "form-asks-password",   "It has a field for a password." },
    { "script-saves-file",    "A script in it makes a file and saves it." },
    { "script-decodes-bytes", "The script makes bytes from text: base64, character codes or arrays of numbers." },
    { "data-link-saves-file", "A link holds a whole file, and asks for it to be saved." },
    { "holds-program",        "The text is the base64 form of a program or an old Office file." },
    { "holds-archive",        "The text is the base64 form of an archive." },
    { "name-holds-address",   "The display name holds an address of another site than the address itself." },
    { "letters-look-latin",   "No letter of one of its words is Latin, and all look as if they were." },
    { "letters-look-alike",   "Letters of it look like those of the true name." },
    { "other-ending",         "It is the true name under another ending." },
    { "one-letter",           "One letter is left out, put in, changed or swapped." },
    { "name-with-words",      "It is the true name with words around it." },
    { "name-in-subdomain",    "The true name stands in front of another site's." },
    { "in-from",              "It stands in the sender's address." },
    { "in-reply-to",          "Answers go to it." },
    { "in-link",              "Something in the message leads to it." },
    { "named-in-message",     "The message names those whose it is." },
    { "claim-in-name",        "The display name claims it." },
    { "claim-by-domain",      "The display name holds their domain." },
    { "claim-in-address",     "What stands before the @ claims it." },
    { "claim-in-subject",     "The subject begins or ends with their name." },
    { "claim-in-text",        "Its text has their name where a paper puts its own: as the author, or below, with the rights." },
    { "from-elsewhere",       "The sender's address is of another site." },
    { "not-authenticated",    "A host that you trust has looked whether it comes from there, and nothing passed." },
    { "known-redirector",     "The server belongs to a service that sends mail or counts clicks for others." },
};
const char *ub_why_name(unsigned i) { return whys[i].name; }
const char *ub_why_about(unsigned i) { return whys[i].about; }

bool ub_signal_add(ub_arena *a, ub_signals *list, ub_signal signal)
{
    ub_signal *x;
    for (size_t i = 0; i < list->n; i++) {
        x = &list->p[i];
        if (x->id != signal.id || !ub_str_eq(x->value, signal.value) || !ub_str_eq(x->of, signal.of)) continue;
        x->why |= signal.why;
        return true;
    }
    if (list->n == UB_SIGNALS_MAX) return list->omitted++, true;
    if (!(x = UB_PUSH(a, list))) return false;
    *x = signal;
    return true;
}

void ub_signals_sort(ub_signals *list)
{
    for (size_t i = 1; i < list->n; i++) {
        ub_signal s = list->p[i];
        size_t k = i;
        for (; k && s.id < list->p[k - 1].id; k--) list->p[k] = list->p[k - 1];
        list->p[k] = s;
    }
}
