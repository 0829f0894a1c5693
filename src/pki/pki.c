/* What belongs to one run's cryptography, and for how long? */
#include <config.h>

#include "pki/pki.h"

#include <stdlib.h>

#include "pki/internal.h"
#include "util/mem.h"

struct pl_pki *pl_pki_new(uint64_t seed)
{
	struct pl_pki *pki = pl_calloc(1, sizeof(*pki));

	pl_clock_install();
	pki->seed = seed;
	pki->counts = pl_calloc(1, sizeof(*pki->counts));
	pki->keyring = pl_keyring_new(seed);
	return pki;
}

void pl_pki_free(struct pl_pki *pki)
{
	if (!pki)
		return;
	pl_pki_paths_clear(pki);
	for (size_t i = 0; i < PL_ISSUER_HANDLES; i++) {
		if (pki->issuers[i].handle)
			gnutls_x509_crt_deinit(pki->issuers[i].handle);
		pl_cert_unref(pki->issuers[i].cert);
	}
	pl_name_texts_clear(&pki->names);
	pl_keyring_free(pki->keyring);
	free(pki->counts);
	free(pki);
}

void pl_pki_counts_add(struct pl_pki_counts *sum, const struct pl_pki_counts *more)
{
	for (int i = 0; i < PL_KEY_ALGS; i++) {
		sum->keys[i] += more->keys[i];
		sum->certs_signed[i] += more->certs_signed[i];
		sum->links[i] += more->links[i];
	}
	sum->certs_imported += more->certs_imported;
	sum->links_memo += more->links_memo;
	sum->handshakes += more->handshakes;
	sum->crls_signed += more->crls_signed;
	sum->ocsp_signed += more->ocsp_signed;
}

const struct pl_pki_counts *pl_pki_counts(const struct pl_pki *pki)
{
	/* Workers count the keys they make behind the keyring's lock. */
	pl_keyring_counts(pki->keyring, pki->counts->keys);
	return pki->counts;
}

struct pl_key *pl_pki_key(struct pl_pki *pki, const char *purpose, const char *name,
			  enum pl_key_alg alg, struct pl_error *err)
{
	return pl_keyring_get(pki->keyring, purpose, name, alg, err);
}

void pl_pki_prefetch(struct pl_pki *pki, const char *purpose, const char *name, enum pl_key_alg alg)
{
	pl_keyring_prefetch(pki->keyring, purpose, name, alg);
}

void pl_pki_shutdown(void)
{
	gnutls_global_deinit();
}
