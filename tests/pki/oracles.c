/* What do openssl and GnuTLS say of a chain? */
#include <config.h>

#include "oracles.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pki/internal.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

static void add_words(char out[ORACLE_TEXT], const char *words)
{
	size_t used = strlen(out);

	snprintf(out + used, ORACLE_TEXT - used, "%s%s", used ? " " : "", words);
}

/* --- GnuTLS --- */

static const struct {
	unsigned bit;
	const char *words;
} statuses[] = {
	{ GNUTLS_CERT_SIGNER_NOT_FOUND, "unknown-issuer chain-incomplete" },
	{ GNUTLS_CERT_SIGNATURE_FAILURE, "bad-signature" },
	{ GNUTLS_CERT_SIGNER_NOT_CA, "not-a-ca" },
	{ GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE, "name-constraint path-too-long not-a-ca" },
	{ GNUTLS_CERT_INSECURE_ALGORITHM, "weak-crypto" },
	{ GNUTLS_CERT_NOT_ACTIVATED, "cert-not-yet-valid" },
	{ GNUTLS_CERT_EXPIRED, "cert-expired issuer-expired root-expired" },
	{ GNUTLS_CERT_UNEXPECTED_OWNER, "name-mismatch" },
	{ GNUTLS_CERT_PURPOSE_MISMATCH, "wrong-purpose" },
	{ GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS, "wrong-purpose" },
};

static gnutls_x509_crt_t import(const struct pl_cert *cert)
{
	gnutls_datum_t der = { cert->der, (unsigned)cert->der_len };
	gnutls_x509_crt_t crt = NULL;

	if (gnutls_x509_crt_init(&crt) < 0 ||
	    gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER) < 0)
		abort(); /* it was parsed before */
	return crt;
}

static unsigned ask_gnutls(const struct verdict_query *query, gnutls_x509_trust_list_t store)
{
	gnutls_x509_crt_t *certs = pl_calloc(query->presented->n + 1, sizeof(*certs));
	uint8_t ip[16];
	gnutls_typed_vdata_st data[2] = {
		{ .type = GNUTLS_DT_KEY_PURPOSE_OID, .data = (uint8_t *)GNUTLS_KP_TLS_WWW_SERVER },
		{ .type = GNUTLS_DT_DNS_HOSTNAME, .data = (uint8_t *)query->host },
	};
	unsigned status = ~0u;

	if (query->host && inet_pton(AF_INET, query->host, ip) == 1)
		data[1] =
		    (gnutls_typed_vdata_st){.type = GNUTLS_DT_IP_ADDRESS, .data = ip, .size = 4};
	for (size_t i = 0; i < query->presented->n; i++)
		certs[i] = import(query->presented->certs[i]);
	if (gnutls_x509_trust_list_verify_crt2(
		store, certs, (unsigned)query->presented->n, data, query->host ? 2 : 1,
		GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_MEDIUM), &status, NULL) < 0)
		status = ~0u;
	for (size_t i = 0; i < query->presented->n; i++)
		gnutls_x509_crt_deinit(certs[i]);
	free(certs);
	return status;
}

const char *oracle_gnutls(const struct verdict_query *query, char out[ORACLE_TEXT])
{
	struct pl_clock saved = pl_clock_set(query->now);
	gnutls_x509_trust_list_t store;
	unsigned status;

	if (gnutls_x509_trust_list_init(&store, 0) < 0)
		abort();
	for (size_t i = 0; i < query->anchors->n; i++) {
		gnutls_x509_crt_t crt = import(query->anchors->certs[i]);

		/* The list owns it from here on. */
		gnutls_x509_trust_list_add_cas(store, &crt, 1, 0);
	}
	status = ask_gnutls(query, store);
	gnutls_x509_trust_list_deinit(store, 1);
	pl_clock_restore(saved);
	if (status == 0)
		return "accepted";
	out[0] = '\0';
	for (size_t i = 0; i < PL_ARRAY_LEN(statuses); i++) {
		if (status & statuses[i].bit)
			add_words(out, statuses[i].words);
	}
	return *out ? out : "refused";
}

/* --- OpenSSL --- */

/* openssl/x509_vfy.h: X509_V_ERR_* */
static const struct {
	int number;
	const char *words;
} errors[] = {
	{ 2, "unknown-issuer chain-incomplete" },
	{ 18, "unknown-issuer chain-incomplete" },
	{ 19, "unknown-issuer chain-incomplete" },
	{ 20, "unknown-issuer chain-incomplete" },
	{ 21, "unknown-issuer chain-incomplete" },
	{ 7, "bad-signature" },
	{ 9, "cert-not-yet-valid" },
	{ 10, "cert-expired issuer-expired root-expired" },
	{ 24, "not-a-ca" },
	{ 32, "not-a-ca" }, /* key usage does not include certificate signing */
	{ 79, "not-a-ca" },
	{ 25, "path-too-long" },
	{ 26, "wrong-purpose" },
	{ 34, "wrong-purpose" }, /* unhandled critical extension */
	{ 47, "name-constraint" },
	{ 48, "name-constraint" },
	{ 62, "name-mismatch" },
	{ 64, "name-mismatch" },
	{ 66, "weak-crypto" },
	{ 67, "weak-crypto" },
	{ 68, "weak-crypto" },
};

static char *write_pem(const char *folder, const char *name, const struct pl_chain *chain,
		       size_t from, size_t to)
{
	char *path = pl_path_join(folder, name);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;

	for (size_t i = from; i < to && i < chain->n; i++)
		pl_cert_pem(chain->certs[i], &text);
	if (!pl_file_write(path, pl_buf_str(&text), text.len, 0600, &err)) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	pl_buf_clear(&text);
	return path;
}

/* One line per complaint: "error 10 at 0 depth lookup: certificate has expired". */
static const char *read_answer(FILE *pipe, char out[ORACLE_TEXT])
{
	char line[1024];
	int number, depth;

	out[0] = '\0';
	while (fgets(line, sizeof(line), pipe)) {
		if (sscanf(line, "error %d at %d depth", &number, &depth) != 2)
			continue;
		for (size_t i = 0; i < PL_ARRAY_LEN(errors); i++) {
			if (errors[i].number == number)
				add_words(out, errors[i].words);
		}
		if (!*out)
			snprintf(out, ORACLE_TEXT, "openssl-error-%d", number);
	}
	return out;
}

/* RFC 5280 4.1.2.5 includes the second of notAfter; OpenSSL's X509_cmp_time calls
 * it past (crypto/x509/x509_vfy.c), so it is asked about the second before. */
static int64_t openssl_time(const struct verdict_query *query)
{
	const struct pl_chain *chains[] = { query->presented, query->anchors };

	for (size_t i = 0; i < PL_ARRAY_LEN(chains); i++) {
		for (size_t j = 0; j < chains[i]->n; j++) {
			if (chains[i]->certs[j]->not_after == query->now)
				return query->now - 1;
		}
	}
	return query->now;
}

const char *oracle_openssl(const struct verdict_query *query, const char *folder,
			   char out[ORACLE_TEXT])
{
	char *leaf = write_pem(folder, "leaf.pem", query->presented, 0, 1);
	char *more = write_pem(folder, "more.pem", query->presented, 1, query->presented->n);
	char *store = write_pem(folder, "store.pem", query->anchors, 0, query->anchors->n);
	struct pl_buf command = PL_BUF_INIT;
	uint8_t ip[16];
	FILE *pipe;

	pl_buf_printf(&command,
		      "openssl verify -no-CAfile -no-CApath -no-CAstore -attime %" PRId64
		      " -partial_chain -purpose sslserver -auth_level 2 -trusted '%s'",
		      openssl_time(query), store);
	if (query->presented->n > 1)
		pl_buf_printf(&command, " -untrusted '%s'", more);
	if (query->host)
		pl_buf_printf(&command, " %s '%s'",
			      inet_pton(AF_INET, query->host, ip) == 1 ? "-verify_ip"
								       : "-verify_hostname",
			      query->host);
	pl_buf_printf(&command, " '%s' 2>&1", leaf);
	pipe = popen(pl_buf_str(&command), "r");
	if (!pipe)
		abort();
	read_answer(pipe, out);
	if (pclose(pipe) == 0)
		snprintf(out, ORACLE_TEXT, "accepted");
	else if (!*out)
		snprintf(out, ORACLE_TEXT, "refused");
	pl_buf_clear(&command);
	free(leaf);
	free(more);
	free(store);
	return out;
}

bool oracle_has_openssl(void)
{
	return system("openssl version >/dev/null 2>&1") == 0;
}
