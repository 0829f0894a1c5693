/*
 * Which real certificate was signed by which? Every pair whose names fit is
 * held against the index, whose authors checked with two other programs.
 */
#include <config.h>

#include "../tap.h"
#include "real_certs.h"
#include "pki/path.h"
#include "util/mem.h"
#include "util/text.h"

static void check_subject(const struct real_certs *real, const struct real_cert *cert)
{
	size_t wrong = 0, asked = 0;

	for (size_t i = 0; i < real->n; i++) {
		const struct real_cert *issuer = &real->items[i];

		if (issuer == cert ||
		    !pl_bytes_equal(cert->cert->issuer_der, issuer->cert->subject_der))
			continue;
		asked++;
		if (pl_link_ok(real->pki, cert->cert, issuer->cert) == real_is_parent(cert, issuer))
			continue;
		wrong++;
		tap_note("%s under %s", cert->file, issuer->file);
	}
	tap_ok(wrong == 0, "%s: as the index says of %zu namesakes of its issuer", cert->file,
	       asked);
}

/* A root signed itself; the look-alikes with which NSS distrusted DigiNotar did not. */
static void check_roots(const struct real_certs *real)
{
	for (size_t i = 0; i < real->n; i++) {
		const struct real_cert *item = &real->items[i];
		bool look_alike = pl_starts_with(item->file, "diginotar/distrust-");

		if (!pl_streq(item->type, "root"))
			continue;
		tap_ok(pl_link_ok(real->pki, item->cert, item->cert) != look_alike, "%s %s itself",
		       item->file, look_alike ? "did not sign" : "signed");
	}
}

int main(void)
{
	struct real_certs real;
	uint64_t links;

	if (!real_load(&real)) {
		tap_skip("real certificates", "PINLAB_REAL_CERTS names no folder that holds them");
		return tap_done();
	}
	for (size_t i = 0; i < real.n; i++)
		check_subject(&real, &real.items[i]);
	check_roots(&real);
	links = pl_pki_counts(real.pki)->links_memo;
	for (size_t i = 0; i < real.n; i++)
		check_subject(&real, &real.items[i]);
	tap_ok(pl_pki_counts(real.pki)->links_memo > links,
	       "the second time they come from the memo");
	real_clear(&real);
	pl_pki_shutdown();
	return tap_done();
}
