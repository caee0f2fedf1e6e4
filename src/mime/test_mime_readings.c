/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must come out of small messages, written by hand: parts and readings for each evasion of clients, MIME structure
 * (the "Inbox Invasion" family), transfer encoding and type.
 *
 * A line a part: path, kind, type, reading unless "all", why it is unseen, and of leaves the decoded body with '/' for LF.
 */
#include "support.h"

#include "mime.h"

static const struct { const char *name; ub_str in, want; } cases[] = {
    { "two types",
      UB_LIT("Content-Type: text/plain\nContent-Type: text/html\n\n<b>\n"),
      UB_LIT("1 leaf text/plain \"<b>/\"\n1 leaf text/html last-content-type \"<b>/\"\n") },
    { "two types, one a multipart",
      UB_LIT("Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a--\n"),
      UB_LIT("1 leaf text/plain \"--a//x/--a--/\"\n1 multipart multipart/mixed last-content-type\n"
             "1.1 leaf text/plain last-content-type \"x\"\n") },
    { "two types that say the same",
      UB_LIT("Content-Type: text/plain\nContent-Type: text/plain\n\nx\n"),
      UB_LIT("1 leaf text/plain \"x/\"\n") },
    { "two boundary parameters",
      UB_LIT("Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\nx\n--b\n\ny\n--a--\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain \"x/--b//y\"\n"
             "0 multipart multipart/mixed other-boundary\n"
             "preamble preamble text/plain other-boundary \"--a//x\"\n"
             "1 leaf text/plain other-boundary \"y/--a--/\"\n") },
    { "inner boundary begins with the outer",
      UB_LIT("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=ab\n"
             "\n--ab\n\nx\n--ab--\n--a--\n"),
      UB_LIT("0 multipart multipart/mixed\n1 multipart multipart/mixed\n1.1 leaf text/plain \"x\"\n"
             "0 multipart multipart/mixed boundary-prefix\n1 multipart multipart/mixed boundary-prefix\n"
             "2 leaf text/plain boundary-prefix \"x\"\n3 leaf text/plain boundary-prefix \"\"\n") },
    { "inner and outer boundary are equal",
      UB_LIT("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a\n\n"
             "--a\n\nx\n--a--\n--a\n\ny\n--a--\n"),
      UB_LIT("0 multipart multipart/mixed\n1 multipart multipart/mixed\n1.1 leaf text/plain \"x\"\n"
             "2 leaf text/plain \"y\"\n0 multipart multipart/mixed outer-boundary\n"
             "1 multipart multipart/mixed outer-boundary\n2 leaf text/plain outer-boundary \"x\"\n"
             "epilogue epilogue text/plain outer-boundary \"--a//y/--a--/\"\n"
             "0 multipart multipart/mixed after-close\n1 multipart multipart/mixed after-close\n"
             "2 leaf text/plain after-close \"x\"\n3 leaf text/plain after-close \"y\"\n") },
    { "the boundary with something behind it",
      UB_LIT("Content-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a junk\n\ny\n--a--\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain \"x/--a junk//y\"\n"
             "0 multipart multipart/mixed boundary-prefix\n1 leaf text/plain boundary-prefix \"x\"\n"
             "2 leaf text/plain boundary-prefix \"y\"\n") },
    { "white space behind a delimiter",
      UB_LIT("Content-Type: multipart/mixed; boundary=a\n\n--a \011\n\nx\n--a--  \n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain \"x\"\n") },
    { "empty boundary",
      UB_LIT("Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\nx\n----\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain \"x\"\n"
             "0 leaf text/plain no-boundary \"--//x/----/\"\n") },
    { "boundary with a space at its end",
      UB_LIT("Content-Type: multipart/mixed; boundary=\"a \"\n\n--a\n\nx\n--a \n\ny\n--a--\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain \"x\"\n2 leaf text/plain \"y\"\n"
             "0 multipart multipart/mixed other-boundary\n"
             "preamble preamble text/plain other-boundary \"--a//x\"\n"
             "1 leaf text/plain other-boundary \"y/--a--/\"\n") },
    { "boundary in sections",
      UB_LIT("Content-Type: multipart/mixed; boundary*1=\"b\"; boundary*0=\"a\"\n\n--ab\n\nx\n--ab--\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain \"x\"\n"
             "0 leaf text/plain no-boundary \"--ab//x/--ab--/\"\n") },
    { "boundary with percent signs",
      UB_LIT("Content-Type: multipart/mixed; boundary*=us-ascii''a%20b\n\n--a b\n\nx\n--a b--\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain \"x\"\n"
             "0 leaf text/plain no-boundary \"--a b//x/--a b--/\"\n") },
    { "boundary of 75 bytes",
      UB_LIT("Content-Type: multipart/mixed; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
             "aaaaaaaaaaaaaaa\n\n"
             "--aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n\nx\n"
             "--aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa--\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain \"x\"\n"
             "0 multipart multipart/mixed other-boundary\n1 leaf text/plain other-boundary \"x\"\n"
             "2 leaf text/plain other-boundary \"\"\n") },
    { "boundary as an encoded word",
      UB_LIT("Content-Type: multipart/mixed; boundary=\"=?utf-8?Q?a?=\"\n\n--a\n\nx\n--a--\n"),
      UB_LIT("0 multipart multipart/mixed\npreamble preamble text/plain \"--a//x/--a--/\"\n"
             "0 multipart multipart/mixed other-boundary\n1 leaf text/plain other-boundary \"x\"\n"
             "0 multipart multipart/mixed guessed-boundary\n1 leaf text/plain guessed-boundary \"x\"\n") },
    { "boundary with a comment",
      UB_LIT("Content-Type: multipart/mixed; boundary=a (x)\n\n--a\n\nx\n--a--\n--a (x)\n\ny\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain \"x\"\n"
             "epilogue epilogue text/plain \"--a (x)//y/\"\n0 multipart multipart/mixed other-boundary\n"
             "preamble preamble text/plain other-boundary \"--a//x/--a--\"\n"
             "1 leaf text/plain other-boundary \"y/\"\n") },
    { "boundary with a backslash",
      UB_LIT("Content-Type: multipart/mixed; boundary=\"a\\b\"\n\n--ab\n\nx\n--a\\b\n\ny\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain \"x/--a\\b//y/\"\n"
             "0 multipart multipart/mixed other-boundary\n"
             "preamble preamble text/plain other-boundary \"--ab//x\"\n"
             "1 leaf text/plain other-boundary \"y/\"\n") },
    { "no boundary parameter",
      UB_LIT("Content-Type: multipart/mixed\n\n--zz\n\nx\n--zz--\n"),
      UB_LIT("0 multipart multipart/mixed\npreamble preamble text/plain \"--zz//x/--zz--/\"\n"
             "0 multipart multipart/mixed guessed-boundary\n1 leaf text/plain guessed-boundary \"x\"\n") },
    { "another boundary than the parameter says",
      UB_LIT("Content-Type: multipart/mixed; boundary=a\n\n--zz\n\nx\n--zz--\n"),
      UB_LIT("0 multipart multipart/mixed\npreamble preamble text/plain \"--zz//x/--zz--/\"\n"
             "0 multipart multipart/mixed guessed-boundary\n1 leaf text/plain guessed-boundary \"x\"\n") },
    { "no closing delimiter",
      UB_LIT("Content-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain \"x/\"\n") },
    { "a delimiter behind the closing one",
      UB_LIT("Content-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a--\n--a\n\ny\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain \"x\"\n"
             "epilogue epilogue text/plain \"--a//y/\"\n0 multipart multipart/mixed after-close\n"
             "1 leaf text/plain after-close \"x\"\n2 leaf text/plain after-close \"y/\"\n") },
    { "an inner multipart that is not closed",
      UB_LIT("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n"
             "--b\n\nx\n--a\n\ny\n--a--\n"),
      UB_LIT("0 multipart multipart/mixed\n1 multipart multipart/mixed\n1.1 leaf text/plain \"x\"\n"
             "2 leaf text/plain \"y\"\n") },
    { "a delimiter within a header",
      UB_LIT("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/html\n--a\n\ny\n--a--\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/html \"\"\n2 leaf text/plain \"y\"\n") },
    { "fold before the colon",
      UB_LIT("Content-Type\n : text/html\n\n<b>\n"),
      UB_LIT("1 leaf text/plain \"<b>/\"\n"
             "1 leaf text/plain short-header \"Content-Type/ : text/html//<b>/\"\n"
             "1 leaf text/html odd-content-type \"<b>/\"\n") },
    { "space before the colon",
      UB_LIT("Content-Type : text/html\n\n<b>\n"),
      UB_LIT("1 leaf text/html \"<b>/\"\n1 leaf text/plain short-header \"Content-Type : text/html//<b>/\"\n"
             "1 leaf text/plain no-content-type \"<b>/\"\n") },
    { "a line without colon",
      UB_LIT("Subject: a\ngarbage\nContent-Type: text/html\n\n<b>\n"),
      UB_LIT("1 leaf text/html \"<b>/\"\n"
             "1 leaf text/plain short-header \"garbage/Content-Type: text/html//<b>/\"\n") },
    { "a From line within the header",
      UB_LIT("Subject: a\n>From b Mon Jan  1 00:00:00 2001\nContent-Type: text/html\n\n<b>\n"),
      UB_LIT("1 leaf text/html \"<b>/\"\n") },
    { "a folded empty line",
      UB_LIT("Subject: a\n \nContent-Type: text/html\n\n<b>\n"),
      UB_LIT("1 leaf text/html \"<b>/\"\n1 leaf text/plain blank-fold \"Content-Type: text/html//<b>/\"\n") },
    { "an empty line first",
      UB_LIT("\nSubject: a\nContent-Type: text/html\n\n<b>\n"),
      UB_LIT("1 leaf text/plain \"Subject: a/Content-Type: text/html//<b>/\"\n"
             "1 leaf text/html leading-blank \"<b>/\"\n") },
    { "NUL in a name",
      UB_LIT("Content-\000Type: text/html\n\n<b>\n"),
      UB_LIT("1 leaf text/plain \"<b>/\"\n1 leaf text/html odd-content-type \"<b>/\"\n") },
    { "lone CR in the header",
      UB_LIT("Subject: a\rContent-Type: text/html\n\n<b>\n"),
      UB_LIT("1 leaf text/plain \"<b>/\"\n1 leaf text/html lone-cr \"<b>/\"\n") },
    { "lone CR throughout",
      UB_LIT("Content-Type: multipart/mixed; boundary=a\r\r--a\r\rx\r--a--\r"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain \"x\"\n") },
    { "lone CR around a delimiter",
      UB_LIT("Content-Type: multipart/mixed; boundary=a\n\n--a\n\nx\r--a\r\ry\r--a--\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain \"x\\r--a\\r\\ry\\r--a--/\"\n"
             "0 multipart multipart/mixed lone-cr\n1 leaf text/plain lone-cr \"x\"\n"
             "2 leaf text/plain lone-cr \"y\"\n") },
    { "CRLF and LF mixed",
      UB_LIT("Content-Type: multipart/mixed;\r\n boundary=a\n\r\n--a\r\n\nx\r\n--a--\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain \"x\"\n") },
    { "a comment within the type",
      UB_LIT("Content-Type: text/(x)html\n\n<b>\n"),
      UB_LIT("1 leaf text/html \"<b>/\"\n1 leaf text/plain no-content-type \"<b>/\"\n") },
    { "no type, HTML",
      UB_LIT("Subject: a\n\n<html><b>\n"),
      UB_LIT("1 leaf text/plain \"<html><b>/\"\n1 leaf text/html as-html \"<html><b>/\"\n") },
    { "a type of one word",
      UB_LIT("Content-Type: html\n\n<b>\n"),
      UB_LIT("1 leaf text/plain \"<b>/\"\n1 leaf text/html as-html \"<b>/\"\n") },
    { "text/plain that smells of HTML",
      UB_LIT("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nPGltZyBzcmM9eD4=\n"),
      UB_LIT("1 leaf text/plain \"<img src=x>\"\n1 leaf text/html as-html \"<img src=x>\"\n") },
    { "text/plain that does not",
      UB_LIT("Content-Type: text/plain\n\n<a@b> <http://x> 1 < 2\n"),
      UB_LIT("1 leaf text/plain \"<a@b> <http://x> 1 < 2/\"\n") },
    { "UTF-16 text may hide anything",
      UB_LIT("Content-Type: text/plain; charset=utf-16le\n\nx\n"),
      UB_LIT("1 leaf text/plain \"x/\"\n1 leaf text/html as-html \"x/\"\n") },
    { "octet-stream named x.html",
      UB_LIT("Content-Type: application/octet-stream; name=x.txt\n"
             "Content-Disposition: attachment; filename*0=x.h; filename*1=tml\n\n<b>\n"),
      UB_LIT("1 leaf application/octet-stream \"<b>/\"\n1 leaf text/html as-html \"<b>/\"\n") },
    { "octet-stream named x.eml",
      UB_LIT("Content-Type: application/octet-stream; name=x.eml\nContent-Transfer-Encoding: base64\n\n"
             "Q29udGVudC1UeXBlOiB0ZXh0L2h0bWwKCjxiPgo=\n"),
      UB_LIT("1 leaf application/octet-stream \"Content-Type: text/html//<b>/\"\n"
             "1 message message/rfc822 as-message\n1.1 leaf text/html as-message \"<b>/\"\n") },
    { "no MIME-Version, and a wrong one",
      UB_LIT("MIME-Version: 9.9 (x)\nContent-Type: text/html\n\n<b>\n"),
      UB_LIT("1 leaf text/html \"<b>/\"\n") },
    { "two encodings",
      UB_LIT("Content-Transfer-Encoding: base64\nContent-Transfer-Encoding: 7bit\n\naGk=\n"),
      UB_LIT("1 leaf text/plain \"hi\"\n1 leaf text/plain last-encoding \"aGk=/\"\n") },
    { "an encoding with a comment",
      UB_LIT("Content-Transfer-Encoding: (x) base64\n\naGk=\n"),
      UB_LIT("1 leaf text/plain \"hi\"\n1 leaf text/plain no-encoding \"aGk=/\"\n") },
    { "a folded encoding",
      UB_LIT("Content-Transfer-Encoding:\n base64\n\naGk=\n"),
      UB_LIT("1 leaf text/plain \"hi\"\n1 leaf text/plain no-encoding \"aGk=/\"\n") },
    { "an encoding behind a space",
      UB_LIT("Content-Transfer-Encoding : base64\n\naGk=\n"),
      UB_LIT("1 leaf text/plain \"hi\"\n1 leaf text/plain short-header \"Content-Transfer-Encoding : base64//aGk=/\"\n"
             "1 leaf text/plain no-encoding \"aGk=/\"\n") },
    { "an unknown encoding",
      UB_LIT("Content-Transfer-Encoding: my-base64\n\naGk=\n"),
      UB_LIT("1 leaf text/plain \"aGk=/\"\n1 leaf text/plain odd-encoding \"hi\"\n") },
    { "a multipart with an encoding",
      UB_LIT("Content-Type: multipart/mixed; boundary=a\nContent-Transfer-Encoding: base64\n\n"
             "LS1hCgp4Ci0tYS0tCg==\n"),
      UB_LIT("0 multipart multipart/mixed\npreamble preamble text/plain \"LS1hCgp4Ci0tYS0tCg==/\"\n"
             "0 multipart multipart/mixed multipart-encoding\n1 leaf text/plain multipart-encoding \"x\"\n") },
    { "a message in base64",
      UB_LIT("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
             "Q29udGVudC1UeXBlOiB0ZXh0L2h0bWwKCjxiPgo=\n"),
      UB_LIT("1 message message/rfc822\n1.1 leaf text/html \"<b>/\"\n") },
    { "a message in quoted-printable",
      UB_LIT("Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n"
             "Content-Type: text/html\n\n<b>=3D\n"),
      UB_LIT("1 message message/rfc822\n1.1 leaf text/html \"<b>=/\"\n1 message message/rfc822 no-encoding\n"
             "1.1 leaf text/html no-encoding \"<b>=3D/\"\n") },
    { "a message in an unknown encoding",
      UB_LIT("Content-Type: message/rfc822\nContent-Transfer-Encoding: x-none\n\nContent-Type: text/html\n\n<b>\n"),
      UB_LIT("1 message message/rfc822\n1.1 leaf text/html \"<b>/\"\n") },
    { "global message",
      UB_LIT("Content-Type: message/global\n\nSubject: \303\251\n\nx\n"),
      UB_LIT("1 message message/global\n1.1 leaf text/plain \"x/\"\n") },
    { "a fragment",
      UB_LIT("Content-Type: message/partial; number=1; id=x\n\nContent-Type: text/html\n\n<b>\n"),
      UB_LIT("1 leaf message/partial \"Content-Type: text/html//<b>/\"\n1 message message/rfc822 as-message\n"
             "1.1 leaf text/html as-message \"<b>/\"\n") },
    { "an external body",
      UB_LIT("Content-Type: message/external-body; access-type=URL; URL=\"http://a.example/\"\n\n"
             "Content-Type: text/html\n\nphantom\n"),
      UB_LIT("1 message message/external-body\n1.1 leaf text/html \"phantom/\"\n") },
    { "a digest",
      UB_LIT("Content-Type: multipart/digest; boundary=a\n\n--a\n\nContent-Type: text/html\n\n<b>\n--a\n"
             "Content-Type: text/plain\n\nx\n--a--\n"),
      UB_LIT("0 multipart multipart/digest\n1 message message/rfc822\n1.1 leaf text/html \"<b>\"\n"
             "2 leaf text/plain \"x\"\n") },
    { "related with a start, alternative reversed",
      UB_LIT("Content-Type: multipart/related; boundary=a; start=\"<2>\"\n\n--a\nContent-Type: image/png\n\n"
             "x\n--a\nContent-ID: <2>\nContent-Type: multipart/alternative; boundary=b\n\n--b\n"
             "Content-Type: text/html\n\n<b>\n--b\n\ny\n--b--\n--a--\n"),
      UB_LIT("0 multipart multipart/related\n1 leaf image/png \"x\"\n2 multipart multipart/alternative\n"
             "2.1 leaf text/html \"<b>\"\n2.2 leaf text/plain \"y\"\n") },
    { "delivery status",
      UB_LIT("Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\nFinal-Recipient: rfc822; b\n"
             "Action: failed\n"),
      UB_LIT("1 headers message/delivery-status\n1.1 fields text/plain\n1.2 fields text/plain\n") },
    { "a header as text",
      UB_LIT("Content-Type: text/rfc822-headers\n\nSubject: a\nTo: b\n\n"),
      UB_LIT("1 headers text/rfc822-headers\n1.1 fields text/plain\n") },
    { "uuencode and yEnc in a text",
      UB_LIT("Content-Type: text/plain\n\nx\nbegin 644 a.html\n#86)C\n`\nend\ny\n"
             "=ybegin line=128 size=3 name=b.bin\n\213\214\215\n=yend size=3\n"),
      UB_LIT("1 leaf text/plain\n1.1 uuencode text/html \"abc\"\n1.2 yenc application/octet-stream \"abc\"\n") },
    { "a block in the first of two parts stands before the second",
      UB_LIT("Content-Type: multipart/mixed; boundary=a\n\n--a\n\nbegin 644 a.txt\n#86)C\n`\nend\n--a\n\ny\n--a--\n"),
      UB_LIT("0 multipart multipart/mixed\n1 leaf text/plain\n1.1 uuencode application/octet-stream \"abc\"\n2 leaf text/plain \"y\"\n") },
    { "prose that begins with begin",
      UB_LIT("Content-Type: text/plain\n\nbegin at the beginning\n"),
      UB_LIT("1 leaf text/plain \"begin at the beginning/\"\n") },
    { "inline PGP",
      UB_LIT("Content-Type: text/plain\n\nx\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n"),
      UB_LIT("1 leaf text/plain\n1.1 armor text/plain unseen encrypted\n") },
    { "PGP/MIME",
      UB_LIT("Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=a\n\n--a\n"
             "Content-Type: application/pgp-encrypted\n\nVersion: 1\n--a\n"
             "Content-Type: application/octet-stream\n\nx\n--a--\n"),
      UB_LIT("0 multipart multipart/encrypted\n1 leaf application/pgp-encrypted \"Version: 1\"\n"
             "2 leaf application/octet-stream unseen encrypted\n") },
    { "S/MIME, signed",
      UB_LIT("Content-Type: application/pkcs7-mime; smime-type=signed-data\n"
             "Content-Transfer-Encoding: base64\n\n"
             "ME4GCSqGSIb3DQEHAqBBMD8CAQExADA4BgkqhkiG9w0BBwGgKyQpBAVDb250ZQQgbnQtVHlwZTogdGV4dC9odG1sCgo8aW1nIHNyYz14Pgo=\n"),
      UB_LIT("1 smime application/pkcs7-mime\n1.1 leaf text/html \"<img src=x>/\"\n") },
    { "S/MIME, signed, indefinite lengths",
      UB_LIT("Content-Type: application/octet-stream; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n"
             "MIAGCSqGSIb3DQEHAqCAMIACAQExADCABgkqhkiG9w0BBwGggCSABAlDb250ZW50LVQEHHlwZTogdGV4dC9odG1sCgo8aW1nIHNy"
             "Yz14PgoAAAAAAAAAAAAAAAA=\n"),
      UB_LIT("1 smime application/octet-stream\n1.1 leaf text/html \"<img src=x>/\"\n") },
    { "S/MIME, compressed",
      UB_LIT("Content-Type: application/x-pkcs7-mime\nContent-Transfer-Encoding: base64\n\n"
             "MGEGCyqGSIb3DQEJEAEJoFIwUAIBATANBgsqhkiG9w0BCRADCDA8BgkqhkiG9w0BBwGgLwQteJxzzs8rSc0r0Q2pLEi1UihJrSjR"
             "zyjJzeHissnMTVcoLkq2rbDjAgD9AAyg\n"),
      UB_LIT("1 smime application/x-pkcs7-mime\n1.1 leaf text/html \"<img src=x>/\"\n") },
    { "S/MIME, enveloped",
      UB_LIT("Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\n"
             "MBIGCSqGSIb3DQEHA6AFMAMCAQA=\n"),
      UB_LIT("1 leaf application/pkcs7-mime unseen encrypted\n") },
    { "S/MIME, broken",
      UB_LIT("Content-Type: application/pkcs7-mime\n\nx\n"),
      UB_LIT("1 leaf application/pkcs7-mime unseen no-reader\n") },
};

static void draw_body(ub_arena *a, ub_mime *m, uint32_t i, ub_buf *b)
{
    const ub_part *p = &m->parts.p[i];
    ub_str body;
    if (p->unseen || (p->kind == UB_PART_LEAF && p->first_child != UB_NONE)) return;
    if (p->kind == UB_PART_MULTIPART || p->kind == UB_PART_MESSAGE || p->kind == UB_PART_SMIME || p->kind == UB_PART_HEADERS
        || p->kind == UB_PART_GROUP)
        return;
    assert_int_equal(ub_mime_body(a, m, i, &body, NULL, NULL, NULL), UB_OK);
    ub_buf_add(b, UB_S(" \""));
    for (size_t k = 0; k < body.n; k++) {
        if (body.p[k] == '\r') ub_buf_add(b, UB_S("\\r"));
        else ub_buf_char(b, body.p[k] == '\n' ? '/' : body.p[k]);
    }
    ub_buf_char(b, '"');
}

static ub_str draw(ub_arena *a, ub_mime *m)
{
    ub_buf b = ub_buf_in(a);
    for (uint32_t i = 0; i < m->parts.n; i++) {
        const ub_part *p = &m->parts.p[i];
        char path[UB_MIME_PATH_MAX], line[UB_MIME_PATH_MAX + 300];
        int n;
        ub_mime_path(m, i, path);
        n = snprintf(line, sizeof line, "%s %s %.*s/%.*s%s%s%s%s", path, ub_part_kind_name(p->kind), UB_F(p->type_name),
                     UB_F(p->subtype_name), p->reading ? " " : "", p->reading ? ub_reading_name(p->reading) : "",
                     p->unseen ? " unseen " : "", ub_unseen_name(p->unseen));
        ub_buf_add(&b, ub_str_of(line, (size_t)n));
        draw_body(a, m, i, &b);
        ub_buf_char(&b, '\n');
    }
    return ub_buf_str(&b);
}

static void every_reading_of_an_evasion_comes_out(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    int failed = 0;
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 26, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_notes notes = { .a = &a };
        ub_mime m;
        ub_str got;
        ub_arena_reset(&a, 1 << 20);
        assert_int_equal(ub_mime_parse(&a, cases[i].in, NULL, &m, &notes, NULL), UB_OK);
        got = draw(&a, &m);
        if (!ub_str_eq(got, cases[i].want)) {
            print_error("%s:\ngot\n%.*swant\n%.*s", cases[i].name, UB_F(got), UB_F(cases[i].want));
            failed++;
        }
        for (size_t k = 0; k < notes.n; k++)
            assert_non_null(ub_mime_note_text(ub_str_of(notes.p[k].name, strlen(notes.p[k].name))));
    }
    assert_int_equal(failed, 0);
}

/* A reading that differs from the common one is never silent. */
static void every_reading_has_a_note(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 26, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_notes notes = { .a = &a };
        ub_mime m;
        ub_arena_reset(&a, 1 << 20);
        assert_int_equal(ub_mime_parse(&a, cases[i].in, NULL, &m, &notes, NULL), UB_OK);
        if (m.n_readings) assert_in_range(notes.n, 1, UB_NOTES_MAX);
    }
}

/* Disarming has to know: what is signed, and by which container. */
static void signed_parts_know_their_container(void **state)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_mime m;
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 26, NULL), UB_OK);
    assert_int_equal(ub_mime_parse(&a, UB_S(
        "Content-Type: multipart/mixed; boundary=o\n\n--o\n"
        "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=a\n\n"
        "--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n"
        "--a\nContent-Type: application/pgp-signature\n\nsig\n--a--\n--o--\n"), NULL, &m, NULL, NULL), UB_OK);
    assert_int_equal(m.parts.n, 5);
    assert_int_equal(m.parts.p[0].signed_by, UB_NONE);
    assert_int_equal(m.parts.p[1].signed_by, UB_NONE);
    assert_true(m.parts.p[1].flags & UB_PARTF_SIGNER);
    for (size_t i = 2; i < 5; i++) {
        assert_int_equal(m.parts.p[i].signed_by, 1);
        assert_true(m.parts.p[i].flags & UB_PARTF_SIGNED);
    }
    assert_true(m.parts.p[4].flags & UB_PARTF_SIGNATURE);
}

/* `odd` and codec's notes come with the body, whether or not parsing had decoded it. */
static void a_body_says_what_was_odd(void **state)
{
    static const char *const types[] = { "text/plain", "text/html", "image/png" };
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 26, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(types); i++) {
        char text[200];
        int n = snprintf(text, sizeof text, "Content-Type: %s\nContent-Transfer-Encoding: base64\n\neA==eQ==\n", types[i]);
        ub_notes notes = { .a = &a };
        unsigned odd = 0;
        ub_mime m;
        ub_str body;
        assert_int_equal(ub_mime_parse(&a, ub_str_of(text, (size_t)n), NULL, &m, NULL, NULL), UB_OK);
        assert_int_equal(ub_mime_body(&a, &m, 0, &body, &odd, NULL, NULL), UB_OK);
        ub_assert_str(types[i], body, UB_S("xy"));
        assert_true(odd & UB_ODD_AFTER_PAD);
        assert_int_equal(ub_mime_body(&a, &m, 0, &body, &odd, &notes, NULL), UB_OK);
        assert_true(notes.n > 0 && notes.p[0].at >= m.parts.p[0].body.at && notes.p[0].at < (size_t)n);
    }
}

/* Whatever a source of this room emits stands in the table. */
static void every_note_in_the_sources_has_its_sentence(void **state)
{
    static const char *const files[] = { "header.c", "walk.c", "entity.c", "follow.c", "parse.c" };
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    size_t found = 0;
    (void)state;
    assert_int_equal(ub_arena_open(&a, 1 << 26, NULL), UB_OK);
    for (size_t i = 0; i < UB_COUNT(files); i++) {
        char path[4096];
        ub_str text;
        snprintf(path, sizeof path, "%s/%s", MIME_SOURCES, files[i]);
        text = ub_test_read(&a, path);
        for (size_t at; (at = ub_str_find(text, UB_S("\"mime-"))) < text.n; found++) {
            ub_str name;
            text = ub_str_from(text, at + 1);
            name = ub_str_to(text, ub_str_chr(text, '"'));
            if (!ub_mime_note_text(name)) fail_msg("%.*s is not in the table", UB_F(name));
        }
    }
    assert_in_range(found, 30, 1000);
}

static void notes_are_sorted(void **state)
{
    (void)state;
    for (size_t i = 0; ub_mime_note_name(i + 1).n; i++)
        assert_true(ub_str_cmp(ub_mime_note_name(i), ub_mime_note_name(i + 1)) < 0);
    assert_null(ub_mime_note_text(UB_S("mime-")));
    for (int r = 0; r < UB_READ_N; r++) assert_true(ub_reading_name((ub_reading)r)[0] && ub_reading_about((ub_reading)r)[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reading_of_an_evasion_comes_out), cmocka_unit_test(every_reading_has_a_note),
        cmocka_unit_test(signed_parts_know_their_container), cmocka_unit_test(a_body_says_what_was_odd),
        cmocka_unit_test(every_note_in_the_sources_has_its_sentence), cmocka_unit_test(notes_are_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
