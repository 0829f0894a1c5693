/*
 * The certificates that path tests are about: one table, each row a
 * certificate with a short name, so that a situation and its paths can be
 * written as words ("leaf inter" and "leaf>inter>root"). Ordinary ones are
 * issued as the lab issues, odd ones are made with GnuTLS directly.
 */
#ifndef PINLAB_TESTS_PKI_CAST_H
#define PINLAB_TESTS_PKI_CAST_H

#include "pki/path.h"

enum cast_odd { /* bits */
	CAST_VERSION_1 = 1,          /* and so without extensions */
	CAST_NO_BASIC_CONSTRAINTS = 2,
	CAST_NO_CERT_SIGN = 4,       /* a CA whose key usage is digitalSignature */
	CAST_CLIENT_ONLY = 8,        /* extended key usage clientAuth */
	CAST_UNKNOWN_CRITICAL = 16,
	CAST_SHA1 = 32,
	CAST_BROKEN = 64,            /* the signature's last bit is flipped */
	CAST_NO_IDS = 128,           /* no SKI, no AKI */
	CAST_NO_KEY_USAGE = 512,
	CAST_CERT_SIGN_ONLY = 256,   /* a leaf whose key usage is keyCertSign */
};

struct cast_role {
	const char *name;
	const char *subject; /* CN; NULL: as the name */
	const char *key;     /* the stream of its key; NULL: as the subject; "rsa1024": weak */
	const char *by;      /* a role further up in the table; NULL: self-signed */
	bool ca;
	int path_len;        /* 1 is "at most 0": so that none is 0 */
	int from, to;        /* years, from 1 January to 31 December; 0: 2020 and 2030 */
	const char *names;   /* SAN, separated by blanks; NULL: a.example.test for leaves */
	const char *permit, *exclude; /* constraints: DNS names, IPv4/PREFIX; blanks between */
	const char *permit_dn; /* a permitted directoryName: CN */
	unsigned odd;        /* enum cast_odd */
};

struct cast {
	struct pl_pki *pki;
	struct pl_cert **certs; /* by the order of roles */
};

extern const struct cast_role cast_roles[];
extern const size_t cast_n;

/* Makes every certificate; ends the program when one cannot be made. */
void cast_init(struct cast *cast);
void cast_clear(struct cast *cast);

/* The certificates named in `words`, blank-separated. */
struct pl_chain *cast_chain(const struct cast *cast, const char *words);
const char *cast_name(const struct cast *cast, const struct pl_cert *cert);

/* 1 July of the year, 12:00. */
int64_t cast_summer(int year);

#endif
