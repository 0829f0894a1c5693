/* A path of three for tests: leaf, issuer, root, and a stranger sent along. */
#ifndef PINLAB_TESTS_PIN_CHAIN_H
#define PINLAB_TESTS_PIN_CHAIN_H

#include <stdio.h>
#include <stdlib.h>

#include "pin/client.h"
#include "pki/path.h"
#include "pki/pki.h"

enum who { LEAF, ISSUER, ROOT, STRANGER, PEOPLE };

struct fixture {
	struct pl_pki *pki;
	struct pl_key *keys[PEOPLE];
	struct pl_cert *certs[PEOPLE];
	struct pl_chain *presented; /* leaf, issuer, stranger: the root is not sent */
	struct pl_cert *on_path[3];
	struct pl_path path;        /* leaf, issuer, root */
};

static void fixture_need(bool ok, const struct pl_error *err)
{
	char *text;

	if (ok)
		return;
	text = pl_error_format(err);
	printf("Bail out! %s\n", text);
	exit(1);
}

static struct pl_cert *fixture_issue(struct fixture *f, enum who who, enum who by, const char *name)
{
	static const char *const dns[] = { "api.example.test" };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert_request request = {
		.subject_key = f->keys[who],
		.issuer = who == by ? NULL : f->certs[by],
		.issuer_key = f->keys[by],
		.serial_name = name,
		.not_before = INT64_C(1767225600),
		.not_after = INT64_C(2082758399),
		.ca = who != LEAF,
		.path_len = -1,
		.dns = dns,
		.n_dns = who == LEAF,
	};
	struct pl_cert *cert;
	char subject[64];

	snprintf(subject, sizeof(subject), "CN=%s", name);
	request.subject = subject;
	cert = pl_cert_issue(f->pki, &request, &err);
	fixture_need(cert, &err);
	return cert;
}

static void fixture_init(struct fixture *f)
{
	static const char *const names[PEOPLE] = { "api.example.test", "Issuer", "Root",
						   "Stranger" };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert *sent[3];

	f->pki = pl_pki_new(7);
	for (int i = 0; i < PEOPLE; i++) {
		f->keys[i] = pl_pki_key(f->pki, "test", names[i], PL_KEY_P256, &err);
		fixture_need(f->keys[i], &err);
	}
	f->certs[ROOT] = fixture_issue(f, ROOT, ROOT, names[ROOT]);
	f->certs[STRANGER] = fixture_issue(f, STRANGER, STRANGER, names[STRANGER]);
	f->certs[ISSUER] = fixture_issue(f, ISSUER, ROOT, names[ISSUER]);
	f->certs[LEAF] = fixture_issue(f, LEAF, ISSUER, names[LEAF]);
	sent[0] = f->certs[LEAF];
	sent[1] = f->certs[ISSUER];
	sent[2] = f->certs[STRANGER];
	f->presented = pl_chain_new(sent, 3);
	for (int i = 0; i < 3; i++)
		f->on_path[i] = f->certs[i];
	f->path = (struct pl_path){ .n = 3, .certs = f->on_path };
}

static void fixture_clear(struct fixture *f)
{
	pl_chain_unref(f->presented);
	for (int i = 0; i < PEOPLE; i++)
		pl_cert_unref(f->certs[i]);
	pl_pki_free(f->pki);
}

#endif
