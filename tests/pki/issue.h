/* A small hierarchy for tests: keys from a seed, certificates under one another. */
#ifndef PINLAB_TESTS_PKI_ISSUE_H
#define PINLAB_TESTS_PKI_ISSUE_H

#include <stdio.h>
#include <stdlib.h>

#include "pki/cert.h"
#include "pki/pki.h"
#include "util/text.h"

/* 2026-01-01 and 2036-01-01 */
#define ISSUE_FROM INT64_C(1767225600)
#define ISSUE_TO INT64_C(2082758399)

/* Ends the test when what must work does not: nothing after it would mean anything. */
__attribute__((unused)) static void issue_need(bool ok, const struct pl_error *err)
{
	char *text;

	if (ok)
		return;
	text = pl_error_format(err);
	printf("Bail out! %s\n", text);
	exit(1);
}

__attribute__((unused)) static struct pl_key *issue_key(struct pl_pki *pki, const char *name,
							enum pl_key_alg alg)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_key *key = pl_pki_key(pki, "test", name, alg, &err);

	issue_need(key, &err);
	return key;
}

__attribute__((unused)) static struct pl_cert *issue(struct pl_pki *pki,
						     const struct pl_cert_request *request)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert *cert = pl_cert_issue(pki, request, &err);

	issue_need(cert, &err);
	return cert;
}

__attribute__((unused)) static struct pl_cert *issue_root(struct pl_pki *pki, enum pl_key_alg alg)
{
	return issue(pki, &(struct pl_cert_request){
				  .subject = "C=US, O=SIMULATION (pinlab), CN=Test Root",
				  .subject_key = issue_key(pki, "root#1", alg),
				  .serial_name = "root#1",
				  .not_before = ISSUE_FROM,
				  .not_after = ISSUE_TO,
				  .ca = true,
				  .path_len = -1,
			  });
}

__attribute__((unused)) static struct pl_cert *issue_leaf(struct pl_pki *pki, enum pl_key_alg alg,
							  const struct pl_cert *issuer,
							  struct pl_key *issuer_key)
{
	static const char *const names[] = { "api.example.test", "*.example.test", "127.0.0.1",
					     "::1" };

	return issue(pki, &(struct pl_cert_request){
				  .subject = "CN=api.example.test",
				  .subject_key = issue_key(pki, "leaf#1", alg),
				  .issuer = issuer,
				  .issuer_key = issuer_key,
				  .serial_name = "leaf#1",
				  .not_before = ISSUE_FROM,
				  .not_after = ISSUE_FROM + 90 * 86400 - 1,
				  .path_len = -1,
				  .dns = names,
				  .n_dns = 4,
			  });
}

#endif
