/* Which authorities and certificates does a shadow have? */
#include <config.h>

#include "rehearsal/shadow_parts.h"

#include <stdlib.h>
#include <string.h>

#include "pki/path.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define SUCCESSOR_LIFE (40 * 365 * PL_DAY) /* longer than anybody rehearses */
#define MADE_UP_BEFORE PL_DAY
#define MADE_UP_AFTER (365 * PL_DAY)

/* Real certificates, by (subject, key) and by bytes. */

const struct pl_shadow_ca *pl_shadow_find_ca(const struct pl_shadow *shadow, const uint8_t *spki,
					      const char *subject)
{
	for (size_t i = 0; i < shadow->n_cas; i++) {
		const struct pl_shadow_ca *ca = &shadow->cas[i];

		if (memcmp(ca->spki, spki, 32) == 0 && pl_streq(ca->subject, subject))
			return ca;
	}
	return NULL;
}

static const struct pl_shadow_ca *find_key(const struct pl_shadow *shadow, const uint8_t *spki)
{
	static const uint8_t none[32];

	for (size_t i = 0; i < shadow->n_cas && memcmp(spki, none, 32) != 0; i++)
		if (memcmp(shadow->cas[i].spki, spki, 32) == 0)
			return &shadow->cas[i];
	return NULL;
}

const char *pl_shadow_authority(const struct pl_shadow *shadow, const struct pl_cert *cert)
{
	const struct pl_shadow_ca *ca = pl_shadow_find_ca(shadow, cert->spki_sha256, cert->subject);

	return ca ? ca->name : NULL;
}

static bool has_cert(const struct pl_shadow *shadow, const struct pl_cert *cert)
{
	for (size_t i = 0; i < shadow->n_certs; i++)
		if (memcmp(shadow->certs[i]->sha256, cert->sha256, 32) == 0)
			return true;
	return false;
}

static void gather(struct pl_shadow *shadow, const struct pl_cert *cert)
{
	if (!has_cert(shadow, cert))
		*PL_PUSH(shadow->certs, shadow->n_certs, shadow->cap_certs) = cert;
}

static bool is_issuer(const struct pl_shadow *shadow, const struct pl_cert *cert,
		      const struct pl_cert *issuer)
{
	return pl_bytes_equal(cert->issuer_der, issuer->subject_der) &&
	       pl_link_ok(shadow->input->pki, cert, issuer);
}

/* An anchor matters when it stands above a chain, or is another form of what does. */
static bool concerns(const struct pl_shadow *shadow, const struct pl_cert *anchor)
{
	for (size_t i = 0; i < shadow->n_certs; i++) {
		const struct pl_cert *cert = shadow->certs[i];

		if (is_issuer(shadow, cert, anchor) ||
		    (memcmp(cert->spki_sha256, anchor->spki_sha256, 32) == 0 &&
		     pl_bytes_equal(cert->subject_der, anchor->subject_der)))
			return true;
	}
	return false;
}

static void gather_all(struct pl_shadow *shadow)
{
	const struct pl_shadow_input *input = shadow->input;
	size_t before;

	for (size_t i = 0; i < input->n_hosts; i++) {
		const struct pl_served *served = input->hosts[i].served;

		for (size_t k = 1; k < served->n_path; k++)
			gather(shadow, served->chain->certs[k]);
		if (served->top && served->top != served->chain->certs[0])
			gather(shadow, served->top);
	}
	do {
		before = shadow->n_certs;
		for (size_t i = 0; input->anchors && i < input->anchors->n; i++)
			if (concerns(shadow, input->anchors->items[i]))
				gather(shadow, input->anchors->items[i]);
	} while (shadow->n_certs > before);
}

/* Authorities. */

/* The value of O= in a subject, or "ca". */
static char *organisation(const char *subject)
{
	const char *at = strstr(subject, "O=");

	while (at && at > subject && at[-1] != ' ' && at[-1] != ',')
		at = strstr(at + 1, "O=");
	return at ? pl_strndup(at + 2, strcspn(at + 2, ",\\")) : pl_strdup("ca");
}

static char *operator_of(const struct pl_known_ca *known, const char *subject)
{
	char *text, *name;

	if (known)
		return pl_strdup(known->operator_);
	text = organisation(subject);
	/* A company's CAs are of one operator, so the name may be there. */
	name = pl_shadow_name(NULL, text);
	free(text);
	return name;
}

static void add_operator(struct pl_shadow *shadow, const char *name)
{
	if (!pl_model_operator(shadow->model, name))
		pl_model_add_operator(shadow->model, name)->backup_operator = pl_strdup("other");
}

const char *pl_shadow_add_ca(struct pl_shadow *shadow, const uint8_t *spki, const char *subject,
			     const char *label, enum pl_key_alg alg, int path_len)
{
	const struct pl_facts *facts = shadow->input->facts;
	const struct pl_known_ca *known = pl_facts_ca(facts, spki);
	const struct pl_shadow_ca *same = find_key(shadow, spki);
	bool own_name = known && pl_streq(known->subject, subject);
	char *operator_ = operator_of(known, subject);
	struct pl_error bad = PL_ERROR_INIT;
	struct pl_authority_def *def;
	struct pl_shadow_ca ca = { .known = known };

	ca.name = pl_shadow_name(shadow, own_name ? known->name : label);
	ca.subject = pl_strdup(subject);
	memcpy(ca.spki, spki, 32);
	add_operator(shadow, operator_);
	def = pl_model_add_authority(shadow->model, ca.name, operator_, subject);
	def->real_key = alg;
	def->path_len = path_len;
	if (same)
		def->same_key_as = pl_strdup(same->name);
	if (!pl_subject_check(subject, (struct pl_pos){ 0 }, &bad)) {
		free(def->subject);
		def->subject = pl_shadow_subject(label);
	}
	pl_error_clear(&bad);
	free(operator_);
	*PL_PUSH(shadow->cas, shadow->n_cas, shadow->cap_cas) = ca;
	return ca.name;
}

static const char *label_of(const struct pl_cert *cert)
{
	return cert->common_name ? cert->common_name : cert->subject;
}

static const char *authority_for(struct pl_shadow *shadow, const struct pl_cert *cert)
{
	const char *name = pl_shadow_authority(shadow, cert);

	return name ? name
		    : pl_shadow_add_ca(shadow, cert->spki_sha256, cert->subject, label_of(cert), cert->alg,
			     cert->path_len);
}

/* Certificates. */

const char *pl_shadow_add_certificate(struct pl_shadow *shadow, const char *of, const char *by,
				      int64_t from, int64_t to)
{
	char *text = pl_streq(of, by) ? pl_strdup(of) : pl_asprintf("%s-by-%s", of, by);
	char *name = pl_shadow_name(shadow, text);
	const struct pl_certificate_def *def;

	/* An authority and its self-signed certificate share a name. */
	if (pl_streq(of, by) && !pl_model_certificate(shadow->model, of)) {
		free(name);
		name = pl_strdup(of);
	}
	def = pl_model_add_certificate(shadow->model, name, of, by, from, to);
	free(text);
	free(name);
	return def->name;
}

bool pl_shadow_is_there(const struct pl_model *model, const char *of, const char *by, int64_t from,
		     int64_t to)
{
	for (size_t i = 0; i < model->n_certificates; i++) {
		const struct pl_certificate_def *def = &model->certificates[i];

		if (pl_streq(def->of, of) && pl_streq(def->by, by) && def->from == from &&
		    def->to == to)
			return true;
	}
	return false;
}

static bool has_self_signed(const struct pl_model *model, const char *authority)
{
	for (size_t i = 0; i < model->n_certificates; i++)
		if (pl_streq(model->certificates[i].of, authority) &&
		    pl_streq(model->certificates[i].by, authority))
			return true;
	return false;
}

static bool has_any(const struct pl_model *model, const char *authority)
{
	for (size_t i = 0; i < model->n_certificates; i++)
		if (pl_streq(model->certificates[i].of, authority))
			return true;
	return false;
}

/* Above the highest certificate that is at hand, the edition may know who stands there. */
static char *unseen_issuer(struct pl_shadow *shadow, const struct pl_cert *cert)
{
	static const uint8_t unseen[32];
	const struct pl_known_ca *known = pl_shadow_known_as(shadow, cert->issuer);
	struct pl_shadow_map *map = shadow->map;
	char *name;

	if (known) {
		name = pl_strdup(pl_shadow_known(shadow, known, NULL));
		pl_shadow_note(map, PL_ORIGIN_PRESET,
			       "the certificate above %s is not among the files; it names %s, whose "
			       "dates are those that are published (%s)",
			       label_of(cert), known->common_name, known->source);
		return name;
	}
	for (size_t i = 0; i < shadow->n_cas; i++)
		if (pl_streq(shadow->cas[i].subject, cert->issuer))
			return pl_strdup(shadow->cas[i].name);
	name = pl_strdup(pl_shadow_add_ca(shadow, unseen, cert->issuer, cert->issuer, PL_KEY_OTHER, -1));
	pl_shadow_add_certificate(shadow, name, name, cert->not_before - MADE_UP_BEFORE,
			cert->not_after + MADE_UP_AFTER);
	pl_shadow_note(map, PL_ORIGIN_ASSUMED,
		       "nothing is known above %s, which names \"%s\": a root of that name is made "
		       "up, which ends after it; give the real one with --trust",
		       label_of(cert), cert->issuer);
	return name;
}

static char *issuer_of(struct pl_shadow *shadow, const struct pl_cert *cert)
{
	for (size_t i = 0; i < shadow->n_certs; i++)
		if (is_issuer(shadow, cert, shadow->certs[i]))
			return pl_strdup(authority_for(shadow, shadow->certs[i]));
	return unseen_issuer(shadow, cert);
}

static void certify(struct pl_shadow *shadow, const struct pl_cert *cert)
{
	char *of = pl_strdup(authority_for(shadow, cert)), *by = issuer_of(shadow, cert);

	if (!pl_shadow_is_there(shadow->model, of, by, cert->not_before, cert->not_after))
		pl_shadow_add_certificate(shadow, of, by, cert->not_before, cert->not_after);
	free(of);
	free(by);
}

const char *pl_shadow_add_anchor(struct pl_shadow *shadow, const struct pl_cert *anchor)
{
	gather(shadow, anchor);
	certify(shadow, anchor);
	return authority_for(shadow, anchor);
}

/* A leaf that signed itself, or whose issuer nobody has: somebody must issue the next one. */
static char *host_issuer(struct pl_shadow *shadow, const struct pl_shadow_host *host)
{
	return issuer_of(shadow, host->served->chain->certs[0]);
}

/* Made up. */

static const struct pl_certificate_def *first_certificate(const struct pl_model *model,
							  const char *of)
{
	for (size_t i = 0; i < model->n_certificates; i++)
		if (pl_streq(model->certificates[i].of, of))
			return &model->certificates[i];
	return NULL;
}

static char *common_name(const char *subject)
{
	const char *at = strstr(subject, "CN=");

	return at ? pl_strndup(at + 3, strcspn(at + 3, ",")) : pl_strdup(subject);
}

/* The one that issues after the last that is known; nobody can have pinned its key. */
static void add_successor(struct pl_shadow *shadow, const char *issuer)
{
	struct pl_model *model = shadow->model;
	const struct pl_certificate_def *now = first_certificate(model, issuer);
	char *by = pl_strdup(now && !pl_streq(now->by, issuer) ? now->by : issuer);
	char *name = pl_asprintf("successor-of-%s", issuer);
	char *operator_ = pl_strdup(pl_model_authority(model, issuer)->operator_);
	int64_t at = shadow->input->at;

	if (!pl_model_authority(model, name)) {
		char *words = common_name(pl_model_authority(model, issuer)->subject);
		char *text = pl_asprintf("successor of %s", words);
		char *subject = pl_shadow_subject(text);

		pl_model_add_authority(model, name, operator_, subject)->path_len = 0;
		free(words);
		free(text);
		free(subject);
		pl_shadow_add_certificate(shadow, name, by, at - MADE_UP_BEFORE, at + SUCCESSOR_LIFE);
	}
	free(by);
	free(name);
	free(operator_);
}

static bool has_second_root(const struct pl_model *model, const char *operator_)
{
	size_t n = 0;

	for (size_t i = 0; i < model->n_authorities; i++)
		n += pl_streq(model->authorities[i].operator_, operator_) &&
		     has_self_signed(model, model->authorities[i].name);
	return n > 1;
}

static void add_root(struct pl_shadow *shadow, const char *name, const char *operator_)
{
	char *subject = pl_shadow_subject(name);
	int64_t at = shadow->input->at;

	pl_model_add_authority(shadow->model, name, operator_, subject);
	pl_shadow_add_certificate(shadow, name, name, at - MADE_UP_BEFORE, at + SUCCESSOR_LIFE);
	free(subject);
}

static void add_other_operator(struct pl_shadow *shadow)
{
	int64_t at = shadow->input->at;
	struct pl_authority_def *issuing;

	pl_model_add_operator(shadow->model, "other");
	add_root(shadow, "other-root", "other");
	issuing = pl_model_add_authority(shadow->model, "other-ca", "other", "CN=other-ca");
	issuing->path_len = 0;
	pl_shadow_add_certificate(shadow, "other-ca", "other-root", at - MADE_UP_BEFORE,
			at + SUCCESSOR_LIFE);
}

static void add_made_up(struct pl_shadow *shadow)
{
	for (size_t i = 0; i < shadow->input->n_hosts; i++) {
		const char *issuer = shadow->issuers[i];
		char *operator_ =
			pl_strdup(pl_model_authority(shadow->model, issuer)->operator_);
		char *next = pl_asprintf("next-root-of-%s", operator_);

		if (!has_self_signed(shadow->model, issuer))
			add_successor(shadow, issuer);
		if (!has_second_root(shadow->model, operator_) &&
		    !pl_model_authority(shadow->model, next))
			add_root(shadow, next, operator_);
		free(operator_);
		free(next);
	}
	add_other_operator(shadow);
}

/* An authority that only ever stood above somebody, and that nobody certified. */
static void close_tops(struct pl_shadow *shadow)
{
	for (size_t i = 0; i < shadow->model->n_authorities; i++) {
		char *name = pl_strdup(shadow->model->authorities[i].name);
		int64_t at = shadow->input->at;

		if (!has_any(shadow->model, name))
			pl_shadow_add_certificate(shadow, name, name, at - MADE_UP_BEFORE,
					at + SUCCESSOR_LIFE);
		free(name);
	}
}

void pl_shadow_hierarchy(struct pl_shadow *shadow)
{
	size_t n = shadow->input->n_hosts;

	gather_all(shadow);
	for (size_t i = 0; i < shadow->n_certs; i++)
		certify(shadow, shadow->certs[i]);
	shadow->issuers = pl_calloc(n + 1, sizeof(*shadow->issuers));
	for (size_t i = 0; i < n; i++)
		shadow->issuers[i] = host_issuer(shadow, &shadow->input->hosts[i]);
	pl_shadow_add_known(shadow);
	close_tops(shadow);
	add_made_up(shadow);
}
