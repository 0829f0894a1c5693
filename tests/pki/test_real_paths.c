/*
 * What became of pins in the world, computed from the real certificates: which
 * path a client takes at that date, and which of the pins of before are on it.
 * Where no leaf of that time is public, the intermediate stands for it. A pin
 * is "spki:FILE" or "cert:FILE", the digest of that file's certificate, or a
 * literal as an app carried it.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "real_certs.h"
#include "pki/path.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* How a client goes about the paths: which first, whether it tries on, whether
 * the anchor's own dates count. */
enum client {
	SHORTEST,   /* phones, browsers, OpenSSL since 1.1.0 */
	AS_SENT,    /* follows what was sent, and tries on */
	GIVES_UP,   /* follows what was sent and no other: OpenSSL 1.0 */
	OLD_ANDROID /* shortest, and never looks at the anchor's dates */
};

struct row {
	const char *name, *at, *presented, *anchors;
	enum client client;
	const char *want; /* the path's files after the first, or "refused: FAULT" */
	const char *on, *off; /* pins that are met, pins that are not */
};

#define LE "letsencrypt/"
#define LEAF LE "leaf-letsencrypt.org-"
#define X1_BY_DST LE "int-x1-by-dst-x3"
#define X3_BY_DST LE "int-x3-by-dst-x3"
#define R3_BY_DST LE "int-r3-by-dst-x3-2020-10-07"
#define R3_BY_X1 LE "int-r3-by-isrg-x1"
#define DST LE "root-dst-ca-x3"
#define X1 LE "root-isrg-x1"
#define X2 LE "root-isrg-x2"
#define X1_CROSS LE "xsign-isrg-x1-by-dst-x3-2021"
#define X2_2020 LE "xsign-isrg-x2-by-x1-2020"
#define X2_2026 LE "xsign-isrg-x2-by-x1-2026"
#define E5 LE "int-e5-by-isrg-x1"
#define E6 LE "int-e6-by-isrg-x1"
#define E6_BY_X2 LE "int-e6-by-isrg-x2"
#define E7 LE "int-e7-by-isrg-x1"
#define E8 LE "int-e8-by-isrg-x1"
#define E8_BY_X2 LE "int-e8-by-isrg-x2"
#define YE1 LE "int-ye1-by-root-ye"
#define YE_CROSS LE "xsign-ye-by-x2-2026"
#define YE_CROSS_OLD LE "xsign-ye-by-x2-2025-revoked"
#define YE_ROOT LE "root-ye"
#define YR1 LE "int-yr1-by-root-yr"
#define YR_CROSS LE "xsign-yr-by-x1-2026"
#define WILD_2015 "sectigo/leaf-star.badssl.com-2015-04-09"
#define WILD_2017 "digicert/leaf-star.badssl.com-2017-03-18"
#define AM "amazon/"
#define M02 AM "int-amazon-rsa-2048-m02"
#define M03 AM "int-amazon-rsa-2048-m03"
#define SERVER_1B AM "int-server-ca-1b-by-amazon-ca1"
#define AM1 AM "root-amazon-ca1"
#define AM1_CROSS AM "xsign-amazon-ca1-by-starfield-g2"
#define SG2 AM "root-starfield-services-g2"
#define SG2_CROSS AM "xsign-starfield-g2-by-class2-2009-09-02"
#define SC2 AM "root-starfield-class2"
#define DC "digicert/"
#define TLS_V1 DC "int-tls-rsa-sha256-2020-ca1-v1"
#define TLS_V2 DC "int-tls-rsa-sha256-2020-ca1-v2"
#define SHA2_2013 DC "int-sha2-secure-server-2013"
#define SHA2_2020 DC "int-sha2-secure-server-2020"
#define G1 DC "root-global-root-ca"
#define G1_CROSS DC "xsign-global-root-ca-by-baltimore"
#define G2 DC "root-global-root-g2"
#define BALTIMORE DC "root-baltimore-cybertrust"
#define SE "sectigo/"
#define SECTIGO_DV SE "int-sectigo-rsa-dv"
#define UT SE "root-usertrust-rsa"
#define UT_BY_ADD SE "xsign-usertrust-rsa-by-addtrust"
#define UT_BY_AAA SE "xsign-usertrust-rsa-by-aaa"
#define ADDTRUST SE "root-addtrust-external"
#define AAA SE "root-aaa-certificate-services"
#define GO "google/"
#define C1C3 GO "int-gts-ca-1c3"
#define WE1 GO "int-we1"
#define R1 GO "root-gts-r1"
#define R1_OLD GO "root-gts-r1-old"
#define R1_CROSS GO "xsign-gts-r1-by-globalsign-root"
#define R4 GO "root-gts-r4"
#define R4_CROSS GO "xsign-gts-r4-by-globalsign-root"
#define GLOBALSIGN GO "root-globalsign-root-ca"

static const struct row rows[] = {
	/* 2016: X3 is a new name over the key of X1. */
	{ "X1 to X3", "2016-11-01", LE "leaf-mthbet19.com-2016-10-19-x3 " X3_BY_DST, DST, SHORTEST,
	  X3_BY_DST " " DST, "spki:" X1_BY_DST " spki:" DST " cert:" DST,
	  "cert:" X1_BY_DST " spki:" LE "int-x2-by-dst-x3" },
	{ "X3's alternate chain", "2016-11-01",
	  LE "leaf-mthbet19.com-2016-10-19-x3 " LE "int-x3-by-isrg-x1", X1, SHORTEST,
	  LE "int-x3-by-isrg-x1 " X1, "spki:" X1_BY_DST " spki:" X1,
	  "cert:" X3_BY_DST " spki:" DST },
	{ "a chain file that still says X1", "2016-11-01",
	  LE "leaf-mthbet19.com-2016-10-19-x3 " X1_BY_DST, DST, SHORTEST, "refused: unknown-issuer",
	  "", "" },

	/* 2020: R3 is a new key. */
	{ "X3 to R3", "2020-12-10", R3_BY_DST, DST, SHORTEST, DST,
	  "spki:" R3_BY_X1 " spki:" DST " cert:" DST, "spki:" X3_BY_DST " spki:" X1 },
	{ "R3's alternate chain", "2020-12-10", R3_BY_X1, X1, SHORTEST, X1, "spki:" X1,
	  "spki:" DST },
	{ "R3's first cross-sign was withdrawn", "2020-10-10", R3_BY_DST, DST, SHORTEST, DST,
	  "spki:" LE "int-r3-by-dst-x3-2020-09-30-withdrawn",
	  "cert:" LE "int-r3-by-dst-x3-2020-09-30-withdrawn" },

	/* 2024 to 2026: the lot, with the leaves of letsencrypt.org. */
	{ "R3, the short chain", "2024-05-01", LEAF "2024-04-11 " R3_BY_X1, X1 " " X2, SHORTEST,
	  R3_BY_X1 " " X1, "spki:" R3_BY_X1 " spki:" X1, "spki:" E6 " spki:" X2 },
	{ "the first leaf from E6", "2024-06-15", LEAF "2024-06-10 " E6, X1 " " X2, SHORTEST,
	  E6 " " X1, "spki:" E6 " spki:" X1 " cert:" X1,
	  "spki:" R3_BY_X1 " spki:" LEAF "2024-04-11 spki:" X2 },
	{ "E6's alternate chain", "2024-06-15", LEAF "2024-06-10 " E6_BY_X2, X1 " " X2, SHORTEST,
	  E6_BY_X2 " " X2, "spki:" E6 " spki:" X2, "cert:" E6 " spki:" X1 },
	{ "E6 over X2 by X1, for who knows X1 only", "2024-06-15",
	  LEAF "2024-06-10 " E6_BY_X2 " " X2_2020, X1, SHORTEST, E6_BY_X2 " " X2_2020 " " X1,
	  "spki:" X1 " spki:" X2, "cert:" X2 },
	{ "October 2024: E5", "2024-10-15", LEAF "2024-10-08 " E5, X1 " " X2, SHORTEST, E5 " " X1,
	  "spki:" E5 " spki:" X1, "spki:" E6 " spki:" LEAF "2024-06-10" },
	{ "February 2025: E6 again", "2025-02-10", LEAF "2025-02-05 " E6, X1 " " X2, SHORTEST,
	  E6 " " X1, "spki:" E6 " spki:" X1, "spki:" E5 " spki:" LEAF "2024-10-08" },
	{ "April 2025: E5", "2025-04-10", LEAF "2025-04-06 " E5, X1 " " X2, SHORTEST, E5 " " X1,
	  "spki:" E5 " spki:" X1, "spki:" E6 " spki:" LEAF "2025-02-05" },
	{ "August 2025: E6", "2025-08-10", LEAF "2025-08-04 " E6, X1 " " X2, SHORTEST, E6 " " X1,
	  "spki:" E6 " spki:" X1, "spki:" E5 " spki:" LEAF "2025-04-06" },
	{ "November 2025: E8", "2025-11-10", LEAF "2025-11-08 " E8, X1 " " X2, SHORTEST, E8 " " X1,
	  "spki:" E8 " spki:" X1, "spki:" E6 " spki:" E5 " spki:" LEAF "2025-08-04" },
	{ "January 2026: E7", "2026-01-10", LEAF "2026-01-07 " E7, X1 " " X2, SHORTEST, E7 " " X1,
	  "spki:" E7 " spki:" X1, "spki:" E8 " spki:" E6 },
	{ "March 2026: E8", "2026-03-10", LEAF "2026-03-08 " E8, X1 " " X2, SHORTEST, E8 " " X1,
	  "spki:" E8 " spki:" X1, "spki:" E7 " spki:" E6 },

	/* The first cross-sign of X2 has ended. */
	{ "E8 over the ended cross-sign, X1 and X2 known", "2025-12-01",
	  LEAF "2025-11-08 " E8_BY_X2 " " X2_2020, X1 " " X2, SHORTEST, E8_BY_X2 " " X2,
	  "spki:" X2, "spki:" X1 },
	{ "the same, as sent", "2025-12-01", LEAF "2025-11-08 " E8_BY_X2 " " X2_2020, X1 " " X2,
	  AS_SENT, E8_BY_X2 " " X2, "spki:" X2, "spki:" X1 },
	{ "the same, X2 known", "2025-12-01", LEAF "2025-11-08 " E8_BY_X2 " " X2_2020, X2, SHORTEST,
	  E8_BY_X2 " " X2, "spki:" X2, "spki:" X1 },
	{ "the same, X1 known", "2025-12-01", LEAF "2025-11-08 " E8_BY_X2 " " X2_2020, X1, SHORTEST,
	  "refused: issuer-expired", "", "" },

	/* Generation Y: an app that pins X1 alone. */
	{ "YE1, X1 and X2 known", "2026-07-01", YE1 " " YE_CROSS " " X2_2026, X1 " " X2, SHORTEST,
	  YE_CROSS " " X2, "spki:" X2 " spki:" YE_ROOT " cert:" X2,
	  "spki:" X1 " cert:" YE_ROOT " cert:" YE_CROSS_OLD },
	{ "YE1 as sent", "2026-07-01", YE1 " " YE_CROSS " " X2_2026, X1 " " X2, AS_SENT,
	  YE_CROSS " " X2_2026 " " X1, "spki:" X1 " spki:" X2 " spki:" YE_ROOT, "cert:" X2 },
	{ "YE1, X1 known", "2026-07-01", YE1 " " YE_CROSS " " X2_2026, X1, SHORTEST,
	  YE_CROSS " " X2_2026 " " X1, "spki:" X1 " spki:" X2, "cert:" X2 },
	{ "YR1, X1 and X2 known", "2026-07-01", YR1 " " YR_CROSS, X1 " " X2, SHORTEST,
	  YR_CROSS " " X1, "spki:" X1 " spki:" LE "root-yr", "spki:" X2 },
	{ "YR1 as sent", "2026-07-01", YR1 " " YR_CROSS, X1 " " X2, AS_SENT, YR_CROSS " " X1,
	  "spki:" X1, "spki:" X2 },
	{ "the cross-sign of 2025, made again in 2026", "2026-06-01", YE1 " " YE_CROSS " " X2_2026,
	  X1 " " X2, SHORTEST, YE_CROSS " " X2, "spki:" YE_CROSS_OLD,
	  "cert:" YE_CROSS_OLD " cert:" LE "xsign-isrg-x2-by-x1-2025-revoked" },
	{ "an app's pin of June 2026 is YE1's", "2026-07-01", YE1 " " YE_CROSS " " X2_2026,
	  X1 " " X2, SHORTEST, YE_CROSS " " X2,
	  "sha256/brzvtCELCIZUo4sD/qPX0ccRtPsd3DY6RfmxpOU9oB4=",
	  "sha256/kIdp6NNEd8wsugYyyIYFsi1ylMCED3hZbSR8ZFsa/A4=" },
	{ "its pin of July is WE1's", "2026-08-01", WE1 " " R4_CROSS, R4 " " GLOBALSIGN,
	  SHORTEST, R4,
	  "sha256/kIdp6NNEd8wsugYyyIYFsi1ylMCED3hZbSR8ZFsa/A4=",
	  "sha256/brzvtCELCIZUo4sD/qPX0ccRtPsd3DY6RfmxpOU9oB4=" },

	/* Amazon: four certificates are sent, the path may end at three roots. */
	{ "1B to M02, Amazon's root known", "2023-03-01", M02 " " AM1_CROSS " " SG2_CROSS,
	  AM1 " " SG2, SHORTEST, AM1, "spki:" AM1 " cert:" AM1,
	  "spki:" SERVER_1B " cert:" SERVER_1B " spki:" SG2 },
	{ "the same as sent", "2023-03-01", M02 " " AM1_CROSS " " SG2_CROSS, AM1 " " SG2, AS_SENT,
	  AM1_CROSS " " SG2, "spki:" AM1 " spki:" SG2, "cert:" AM1 " spki:" SC2 },
	{ "the same, Starfield known", "2023-03-01", M02 " " AM1_CROSS " " SG2_CROSS, SG2 " " SC2,
	  SHORTEST, AM1_CROSS " " SG2, "spki:" AM1 " spki:" SG2, "cert:" AM1 },
	{ "the same, Class 2 known", "2023-03-01", M02 " " AM1_CROSS " " SG2_CROSS, SC2, SHORTEST,
	  AM1_CROSS " " SG2_CROSS " " SC2, "spki:" AM1 " spki:" SG2 " spki:" SC2, "cert:" SG2 },
	{ "the same, nothing but Amazon's root", "2023-03-01", M02 " " AM1_CROSS " " SG2_CROSS, AM1,
	  AS_SENT, AM1, "spki:" AM1, "spki:" SG2 },
	{ "M02 to M03", "2024-09-01", M03 " " AM1_CROSS " " SG2_CROSS, AM1, SHORTEST, AM1,
	  "spki:" AM1, "spki:" M02 },

	/* One intermediate, issued twice. */
	{ "GitHub's other certificate", "2023-06-27", TLS_V2, G1, SHORTEST, G1,
	  "spki:" TLS_V1 " cert:" G1 " spki:" G1, "cert:" TLS_V1 },
	{ "the one that was stored", "2023-06-27", TLS_V1, G1, SHORTEST, G1,
	  "cert:" TLS_V1 " spki:" TLS_V2, "cert:" TLS_V2 },
	{ "SHA2 Secure Server CA of 2020", "2020-10-01", SHA2_2020, G1, SHORTEST, G1,
	  "spki:" SHA2_2013, "cert:" SHA2_2013 },
	{ "a leaf below Baltimore as sent", "2017-04-01", WILD_2017 " " SHA2_2013 " " G1_CROSS,
	  G1 " " BALTIMORE, AS_SENT, SHA2_2013 " " G1_CROSS " " BALTIMORE,
	  "spki:" BALTIMORE " spki:" G1, "spki:" G2 " cert:" G1 },
	{ "the same, trusted first", "2017-04-01", WILD_2017 " " SHA2_2013 " " G1_CROSS,
	  G1 " " BALTIMORE, SHORTEST, SHA2_2013 " " G1, "spki:" G1, "spki:" BALTIMORE },
	{ "a key that was kept from CA to CA", "2017-04-01", WILD_2017 " " SHA2_2013, G1, SHORTEST,
	  SHA2_2013 " " G1, "spki:" WILD_2015, "cert:" WILD_2015 " spki:" SE "int-comodo-rsa-dv" },
	{ "Azure goes below G2", "2023-06-15", DC "int-global-g2-tls-rsa-sha256-2020-ca1-v1",
	  BALTIMORE " " G2, SHORTEST, G2, "spki:" G2, "spki:" BALTIMORE },
	{ "the same, Baltimore known", "2023-06-15",
	  DC "int-global-g2-tls-rsa-sha256-2020-ca1-v1", BALTIMORE, SHORTEST,
	  "refused: unknown-issuer", "", "" },

	/* DST Root CA X3: before its end ... */
	{ "R3 over X1 by DST, both known", "2021-06-01", R3_BY_X1 " " X1_CROSS, X1 " " DST,
	  SHORTEST, X1, "spki:" X1 " cert:" X1, "spki:" DST },
	{ "the same as sent", "2021-06-01", R3_BY_X1 " " X1_CROSS, X1 " " DST, AS_SENT,
	  X1_CROSS " " DST, "spki:" X1 " spki:" DST, "cert:" X1 },
	/* ... and after it. */
	{ "both known, after the end", "2022-09-01",
	  LE "leaf-voidpoint.io-2022-08-23-r3 " R3_BY_X1 " " X1_CROSS, X1 " " DST, SHORTEST,
	  R3_BY_X1 " " X1, "spki:" X1 " cert:" X1, "spki:" DST },
	{ "the same as sent, trying on", "2022-09-01",
	  LE "leaf-voidpoint.io-2022-08-23-r3 " R3_BY_X1 " " X1_CROSS, X1 " " DST, AS_SENT,
	  R3_BY_X1 " " X1, "spki:" X1, "spki:" DST },
	{ "the same, giving up", "2022-09-01",
	  LE "leaf-voidpoint.io-2022-08-23-r3 " R3_BY_X1 " " X1_CROSS, X1 " " DST, GIVES_UP,
	  "refused: root-expired", "", "" },
	{ "the short chain for who gives up", "2022-09-01",
	  LE "leaf-voidpoint.io-2022-08-23-r3 " R3_BY_X1, X1 " " DST, GIVES_UP, R3_BY_X1 " " X1,
	  "spki:" X1, "spki:" DST },
	{ "DST known alone", "2022-09-01",
	  LE "leaf-voidpoint.io-2022-08-23-r3 " R3_BY_X1 " " X1_CROSS, DST, SHORTEST,
	  "refused: root-expired", "", "" },
	{ "an old Android", "2022-09-01",
	  LE "leaf-voidpoint.io-2022-08-23-r3 " R3_BY_X1 " " X1_CROSS, DST, OLD_ANDROID,
	  R3_BY_X1 " " X1_CROSS " " DST, "spki:" X1 " spki:" DST " cert:" DST, "cert:" X1 },
	{ "R3 by DST is sent still", "2022-09-01",
	  LE "leaf-voidpoint.io-2022-08-23-r3 " R3_BY_DST, X1 " " DST, OLD_ANDROID,
	  "refused: issuer-expired", "", "" },
	{ "an old Android and the short chain", "2024-05-01", LEAF "2024-04-11 " R3_BY_X1, DST,
	  OLD_ANDROID, "refused: unknown-issuer", "", "" },
	{ "an old Android and the long one", "2024-05-01", LEAF "2024-04-11 " R3_BY_X1 " " X1_CROSS,
	  DST, OLD_ANDROID, R3_BY_X1 " " X1_CROSS " " DST, "spki:" X1, "cert:" X1 },

	/* AddTrust: before its end and after it. */
	{ "USERTrust over AddTrust, both known", "2020-05-01", SECTIGO_DV " " UT_BY_ADD,
	  UT " " ADDTRUST, SHORTEST, UT, "spki:" UT " cert:" UT, "spki:" ADDTRUST },
	{ "the same as sent", "2020-05-01", SECTIGO_DV " " UT_BY_ADD, UT " " ADDTRUST, AS_SENT,
	  UT_BY_ADD " " ADDTRUST, "spki:" ADDTRUST " spki:" UT, "cert:" UT },
	{ "as sent, after the end", "2020-06-01", SECTIGO_DV " " UT_BY_ADD, UT " " ADDTRUST,
	  AS_SENT, UT, "spki:" UT, "spki:" ADDTRUST },
	{ "giving up, after the end", "2020-06-01", SECTIGO_DV " " UT_BY_ADD, UT " " ADDTRUST,
	  GIVES_UP, "refused: issuer-expired", "", "" },
	{ "giving up, two certificates fewer", "2020-06-01", SECTIGO_DV, UT " " ADDTRUST, GIVES_UP,
	  UT, "spki:" UT, "spki:" ADDTRUST },
	{ "AddTrust known alone", "2020-06-01", SECTIGO_DV " " UT_BY_ADD, ADDTRUST, SHORTEST,
	  "refused: issuer-expired", "", "" },
	{ "over AAA instead", "2020-06-01", SECTIGO_DV " " UT_BY_AAA, AAA, SHORTEST,
	  UT_BY_AAA " " AAA, "spki:" UT " spki:" AAA, "cert:" UT },

	/* Google's roots, made again over their keys. */
	{ "a root's first certificate", "2021-12-01", C1C3, R1_OLD, SHORTEST, R1_OLD,
	  "cert:" R1_OLD " spki:" R1, "cert:" R1 },
	{ "the one that replaced it", "2021-12-14", C1C3, R1, SHORTEST, R1, "spki:" R1_OLD,
	  "cert:" R1_OLD },
	{ "over GlobalSign", "2021-12-14", C1C3 " " R1_CROSS, GLOBALSIGN, SHORTEST,
	  R1_CROSS " " GLOBALSIGN, "spki:" R1 " spki:" GLOBALSIGN, "cert:" R1 },
	{ "an ECDSA chain below R4", "2024-03-01", WE1 " " R4_CROSS, R1 " " R4, SHORTEST, R4,
	  "spki:" R4, "spki:" R1 },
	{ "GlobalSign's end", "2028-02-01", WE1 " " R4_CROSS, GLOBALSIGN, SHORTEST,
	  "refused: issuer-expired", "", "" },
};

static struct pl_cert *find(const struct real_certs *real, const char *file, size_t len)
{
	for (size_t i = 0; i < real->n; i++) {
		const char *has = real->items[i].file;

		if (strlen(has) == len + 4 && memcmp(has, file, len) == 0 &&
		    pl_streq(has + len, ".pem"))
			return real->items[i].cert;
	}
	printf("Bail out! there is no %.*s\n", (int)len, file);
	exit(1);
}

static struct pl_chain *chain_of(const struct real_certs *real, const char *files)
{
	struct pl_cert *certs[8];
	size_t n = 0, len;

	for (const char *at = files; *at; at += len + (at[len] == ' ')) {
		len = strcspn(at, " ");
		certs[n++] = find(real, at, len);
	}
	return pl_chain_new(certs, n);
}

/* "a b": the path's files but for the first. */
static char *path_words(const struct real_certs *real, const struct pl_path *path)
{
	struct pl_buf text = PL_BUF_INIT;

	for (size_t i = 1; i < path->n; i++) {
		for (size_t j = 0; j < real->n; j++) {
			const char *file = real->items[j].file;

			if (real->items[j].cert == path->certs[i])
				pl_buf_printf(&text, "%s%.*s", i > 1 ? " " : "",
					      (int)strlen(file) - 4, file);
		}
	}
	return pl_buf_take(&text);
}

/* The first path without a fault as this client tries them; NULL with the first one's fault. */
static const struct pl_path *choose(const struct pl_paths *paths, enum client client, int64_t now,
				    enum pl_fault *why)
{
	*why = paths->none;
	for (size_t i = 0; i < paths->n; i++) {
		const struct pl_path *path = &paths->items[i];
		enum pl_fault fault = path->fault;
		size_t at;

		if (fault == PL_FAULT_NONE)
			fault = pl_path_dates(path, now, client != OLD_ANDROID, &at);
		if (fault == PL_FAULT_NONE)
			return path;
		if (i == 0)
			*why = fault;
		if (client == GIVES_UP)
			break;
	}
	return NULL;
}

static bool is_met(const struct real_certs *real, const struct pl_path *path, const char *pin,
		   size_t len)
{
	bool whole = pl_starts_with(pin, "cert:");
	const struct pl_cert *of = NULL;

	if (!pl_starts_with(pin, "sha256/"))
		of = find(real, pin + 5, len - 5);
	for (size_t i = 0; i < path->n; i++) {
		const struct pl_cert *cert = path->certs[i];
		char text[64];

		if (of && whole && memcmp(of->sha256, cert->sha256, 32) == 0)
			return true;
		if (of && !whole && memcmp(of->spki_sha256, cert->spki_sha256, 32) == 0)
			return true;
		pl_base64(cert->spki_sha256, 32, text);
		if (!of && strlen(text) == len - 7 && memcmp(text, pin + 7, len - 7) == 0)
			return true;
	}
	return false;
}

static void check_pins(const struct real_certs *real, const struct row *row,
		       const struct pl_path *path, const char *pins, bool want)
{
	size_t len;

	for (const char *pin = pins; *pin; pin += len + (pin[len] == ' ')) {
		len = strcspn(pin, " ");
		tap_ok(is_met(real, path, pin, len) == want, "%s: %.*s is %s", row->name, (int)len,
		       pin, want ? "met" : "not met");
	}
}

static int64_t seconds(const char *date)
{
	int64_t time = 0;
	const char *why = NULL;

	if (!pl_time_parse(date, &time, &why)) {
		printf("Bail out! %s: %s\n", date, why);
		exit(1);
	}
	return time;
}

static void check(const struct real_certs *real, const struct row *row)
{
	struct pl_chain *presented = chain_of(real, row->presented);
	struct pl_chain *anchors = chain_of(real, row->anchors);
	const struct pl_path_query query = {
		.presented = presented,
		.anchors = anchors,
		.order = row->client == AS_SENT || row->client == GIVES_UP ? PL_ORDER_AS_SENT
									   : PL_ORDER_SHORTEST,
	};
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_paths *paths = pl_paths_find(real->pki, &query, &err);
	const struct pl_path *path;
	enum pl_fault why;
	char *got;

	if (!tap_ok(paths != NULL, "%s: paths are found", row->name))
		return;
	path = choose(paths, row->client, seconds(row->at), &why);
	got = path ? path_words(real, path) : pl_asprintf("refused: %s", pl_fault_name(why));
	tap_text(got, row->want, row->name);
	if (path) {
		check_pins(real, row, path, row->on, true);
		check_pins(real, row, path, row->off, false);
	}
	free(got);
	pl_error_clear(&err);
	pl_chain_unref(presented);
	pl_chain_unref(anchors);
}

int main(void)
{
	struct real_certs real;

	if (!real_load(&real)) {
		tap_skip("real certificates", "PINLAB_REAL_CERTS names no folder that holds them");
		return tap_done();
	}
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++)
		check(&real, &rows[i]);
	real_clear(&real);
	pl_pki_shutdown();
	return tap_done();
}
