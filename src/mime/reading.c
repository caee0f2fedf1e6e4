/* SPDX-License-Identifier: Apache-2.0 */
/* Names of readings, kinds, forms.  What a client is known to do is said only where it was seen or is written down. */
#include "internal.h"

static const struct { const char *name, *about; } readings[UB_READ_N] = {
    [UB_READ_ALL] = { "all", "The reading most clients share." },
    [UB_READ_LAST_TYPE] = { "last-content-type", "Of several Content-Type fields the last counts.  GMime reads so; Python takes the first." },
    [UB_READ_FIRST_TYPE] = { "first-content-type", "Of several Content-Type fields the first counts." },
    [UB_READ_NO_TYPE] = { "no-content-type", "A Content-Type that is oddly written is not seen." },
    [UB_READ_ODD_TYPE] = { "odd-content-type", "A Content-Type is seen although a fold or a stray byte spoils its name." },
    [UB_READ_LAST_CTE] = { "last-encoding", "Of several Content-Transfer-Encoding fields the last counts.  GMime reads so; Python takes the first." },
    [UB_READ_FIRST_CTE] = { "first-encoding", "Of several Content-Transfer-Encoding fields the first counts." },
    [UB_READ_NO_CTE] = { "no-encoding", "The transfer encoding is not seen or not obeyed: the body is taken as it stands.  GMime does not see one with a comment, Python none with a comment or a fold." },
    [UB_READ_ODD_CTE] = { "odd-encoding", "An oddly written transfer encoding is obeyed.  Thunderbird reads folded and commented ones." },
    [UB_READ_BOUNDARY] = { "other-boundary", "The boundary parameter is written so that clients take different values from it.  GMime decodes encoded words there, Python keeps backslashes, both keep comments." },
    [UB_READ_NO_BOUNDARY] = { "no-boundary", "The boundary parameter is not understood, and the multipart is shown as text." },
    [UB_READ_GUESSED_BOUNDARY] = { "guessed-boundary", "Without a usable boundary parameter the first line like a delimiter sets it." },
    [UB_READ_PREFIX] = { "boundary-prefix", "A line that begins with the boundary is a delimiter whatever follows (RFC 2046 5.1.1 as written); the outermost multipart is asked first." },
    [UB_READ_OUTER] = { "outer-boundary", "Of equal boundaries the outermost multipart's counts.  Python reads so; GMime goes by the innermost." },
    [UB_READ_AFTER_CLOSE] = { "after-close", "Delimiters behind the closing one begin parts as well." },
    [UB_READ_CR] = { "lone-cr", "A carriage return alone ends a line.  Thunderbird and Python read so." },
    [UB_READ_SHORT_HEADER] = { "short-header", "A line without a colon, or with white space before it, ends the header.  Python reads so." },
    [UB_READ_BLANK_FOLD] = { "blank-fold", "A line of only white space ends the header." },
    [UB_READ_LEADING_BLANK] = { "leading-blank", "Empty lines before the header are skipped." },
    [UB_READ_MULTIPART_CTE] = { "multipart-encoding", "The transfer encoding of a multipart, which RFC 2045 6.4 forbids, is undone." },
    [UB_READ_HTML] = { "as-html", "Content that looks like HTML or is named like it is shown as HTML whatever its type says.  Thunderbird shows an attachment named x.html inline." },
    [UB_READ_MESSAGE] = { "as-message", "Content named like a message, or the first fragment of one, is opened as a message." },
};

const char *ub_reading_name(ub_reading r) { return (size_t)r < UB_READ_N ? readings[r].name : "unknown"; }
const char *ub_reading_about(ub_reading r) { return (size_t)r < UB_READ_N ? readings[r].about : ""; }

static const char *const kinds[] = {
    [UB_PART_LEAF] = "leaf", [UB_PART_MULTIPART] = "multipart", [UB_PART_MESSAGE] = "message",
    [UB_PART_PREAMBLE] = "preamble", [UB_PART_EPILOGUE] = "epilogue", [UB_PART_UU] = "uuencode", [UB_PART_YENC] = "yenc",
    [UB_PART_BINHEX] = "binhex", [UB_PART_SMIME] = "smime", [UB_PART_HEADERS] = "headers", [UB_PART_GROUP] = "fields",
    [UB_PART_ARMOR] = "armor",
};
const char *ub_part_kind_name(ub_part_kind k) { return (size_t)k < UB_COUNT(kinds) ? kinds[k] : "unknown"; }

static const char *const unseen[] = { [UB_SEEN] = "", [UB_UNSEEN_ENCRYPTED] = "encrypted", [UB_UNSEEN_LIMIT] = "limit",
                                      [UB_UNSEEN_NO_READER] = "no-reader" };
const char *ub_unseen_name(ub_unseen u) { return (size_t)u < UB_COUNT(unseen) ? unseen[u] : "unknown"; }

static const struct { const char *name, *about; } forms[] = {
    [UB_PARAM_PLAIN] = { "plain", "Every client takes it." },
    [UB_PARAM_EXTENDED] = { "extended", "Clients with RFC 2231 take it, and most prefer it to a plain one." },
    [UB_PARAM_CONTINUED] = { "continued", "Clients with RFC 2231 take it, and most prefer it to a plain one." },
    [UB_PARAM_LITERAL] = { "literal", "Clients that cut at the next semicolon take it." },
    [UB_PARAM_WORDS] = { "words", "Most clients decode encoded words here, although RFC 2047 section 5 forbids it." },
    [UB_PARAM_PIECE] = { "piece", "A client without RFC 2231 sees a parameter of this odd name, or none." },
};
const char *ub_param_form_name(ub_param_form f) { return (size_t)f < UB_COUNT(forms) ? forms[f].name : "unknown"; }
const char *ub_param_form_about(ub_param_form f) { return (size_t)f < UB_COUNT(forms) ? forms[f].about : ""; }
