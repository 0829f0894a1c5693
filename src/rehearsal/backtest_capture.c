/* What would a strategy have pinned on that day, with what was known then? */
#include <config.h>

#include "rehearsal/backtest_parts.h"

#include <stdlib.h>
#include <string.h>

#include "lab/expression.h"
#include "pki/outline.h"
#include "util/mem.h"
#include "util/text.h"

struct capture {
	struct pl_bench *bench;
	const struct pl_subject *subject;
	size_t might, span;
	int64_t at;
	const struct pl_path *path; /* that a device without pins takes */
	struct pl_pinset *set;
	const char *text;           /* the expression at hand */
	struct pl_expression expression;
	bool backup;
	const char *why_not;
};

static bool is_there(const struct pl_pinset *set, const struct pl_pin *pin)
{
	for (size_t i = 0; i + 1 < set->n; i++) {
		if (set->pins[i].form == pin->form && memcmp(set->pins[i].digest, pin->digest, 32) == 0)
			return true;
	}
	return false;
}

/* What a form of this certificate cannot be pinned for: a clause; NULL: it can. */
static const char *hidden(enum pl_pin_form form, const struct pl_cert *cert)
{
	switch (form) {
	case PL_FORM_CERTIFICATE:
		return cert->unknown & PL_UNKNOWN_CERTIFICATE ? "a certificate's digest is not known" : NULL;
	case PL_FORM_KEY:
		return cert->unknown & PL_UNKNOWN_KEY ? "a key's bits are not known" : NULL;
	default:
		return cert->unknown & PL_UNKNOWN_SPKI ? "a key's digest is not known" : NULL;
	}
}

static bool add_cert(struct capture *c, const struct pl_cert *cert, size_t place)
{
	struct pl_pin *pin;

	c->why_not = hidden(c->expression.form, cert);
	if (c->why_not)
		return false;
	pin = pl_pinset_add(c->set);
	pl_pin_from_cert(pin, c->expression.form, cert);
	pin->origin = pl_strdup(c->text);
	pin->subject = pl_asprintf("%s%s", pl_cert_label(cert), place == 0 ? " (leaf)" : "");
	pin->backup = c->backup;
	pin->of_ca = place > 0;
	if (is_there(c->set, pin)) {
		pl_pin_clear(pin);
		c->set->n--;
	}
	return true;
}

static bool add_issuer(struct capture *c)
{
	if (c->path->n > 1)
		return add_cert(c, c->path->certs[1], 1);
	return add_cert(c, c->path->certs[0], 0);
}

static bool add_root(struct capture *c)
{
	const struct pl_cert *root = c->path->certs[c->path->n - 1];

	if (add_cert(c, root, c->path->n - 1))
		return true;
	c->why_not = "the root is not known: give it with --trust";
	return false;
}

static bool exists(const struct capture *c, const struct pl_cert *cert)
{
	return cert->not_before <= c->at && c->at <= cert->not_after;
}

static bool is_issuer_of(const struct pl_cert *ca, const struct pl_cert *cert)
{
	return pl_bytes_equal(cert->issuer_der, ca->subject_der);
}

/* Whether it issues to servers: it may issue to no CA, or is not known to have done so and is no
 * root's key in another certificate. */
static bool issues_leaves(const struct capture *c, const struct pl_cert *ca)
{
	const struct pl_history *history = c->bench->history;
	const struct pl_known_ca *known =
		history->facts ? pl_facts_ca(history->facts, ca->spki_sha256) : NULL;

	if (ca->path_len == 0)
		return true;
	if (ca->self_issued || (known && known->is_root))
		return false;
	for (size_t i = 0; i < history->n_cas; i++) {
		const struct pl_cert *other = history->cas[i];

		if (memcmp(other->spki_sha256, ca->spki_sha256, 32) == 0 ? other->self_issued
									 : is_issuer_of(ca, other))
			return false;
	}
	return true;
}

/* Of those the caller has, the ones that belong to whom `of` belongs to. */
static bool add_operator(struct capture *c, struct pl_cert *const *certs, size_t n,
			 const struct pl_cert *of, bool roots)
{
	const char *operator_ = pl_bench_operator(c->bench, of);

	for (size_t i = 0; i < n; i++) {
		const struct pl_cert *cert = certs[i];

		if (cert == of || !*operator_ || !exists(c, cert) ||
		    !pl_streq(operator_, pl_bench_operator(c->bench, cert)) ||
		    (!roots && !issues_leaves(c, cert)))
			continue;
		if (!add_cert(c, cert, 1))
			return false;
	}
	return true;
}

/* The root itself first: it may have come with no certificate of its own. */
static bool add_roots(struct capture *c)
{
	const struct pl_history *history = c->bench->history;

	return add_root(c) && add_operator(c, history->roots, history->n_roots,
					   c->path->certs[c->path->n - 1], true);
}

static bool add_issuers(struct capture *c)
{
	const struct pl_history *history = c->bench->history;

	return add_issuer(c) && (c->path->n < 2 ||
				 add_operator(c, history->cas, history->n_cas, c->path->certs[1], false));
}

/* The next key that the host was seen with and did not have before. */
static bool add_next_key(struct capture *c, const struct pl_way *way)
{
	const struct pl_cert *leaf = way->path.certs[0];

	if (memcmp(leaf->spki_sha256, c->path->certs[0]->spki_sha256, 32) == 0)
		return false;
	return add_cert(c, leaf, 0);
}

static bool add_next_root(struct capture *c)
{
	size_t n = c->bench->history->n_spans, next = c->bench->next_operator[c->might * n + c->span];
	const struct pl_path *path;

	if (next == n)
		return false;
	path = pl_bench_plain(c->bench, c->might, next)->path;
	return add_cert(c, path->certs[path->n - 1], 1);
}

/* At its best: what really came next. What never came would have helped nobody. */
static bool add_backup(struct capture *c)
{
	bool added = !c->subject->at_best;

	if (c->expression.source == PL_SOURCE_BACKUP_ROOT)
		added = added || add_next_root(c);
	for (size_t i = c->span + 1; !added && c->expression.source == PL_SOURCE_BACKUP &&
				     i < c->bench->history->n_spans; i++) {
		const struct pl_way *way = pl_bench_way(c->bench, c->might, i);

		added = way && add_next_key(c, way);
	}
	c->why_not = NULL;
	return true;
}

static bool add_literal(struct capture *c)
{
	struct pl_error err = PL_ERROR_INIT;
	bool ok = pl_pin_parse(pl_pinset_add(c->set), c->text, (struct pl_pos){ 0 }, &err);

	pl_error_clear(&err);
	return ok;
}

static bool add_expression(struct capture *c)
{
	switch (c->expression.source) {
	case PL_SOURCE_LEAF: return add_cert(c, c->path->certs[0], 0);
	case PL_SOURCE_ISSUER: return add_issuer(c);
	case PL_SOURCE_ROOT: return add_root(c);
	case PL_SOURCE_ROOTS: return add_roots(c);
	case PL_SOURCE_ISSUERS: return add_issuers(c);
	case PL_SOURCE_BACKUP:
	case PL_SOURCE_BACKUP_ROOT: return add_backup(c);
	default: return add_literal(c);
	}
}

static bool capture_list(struct capture *c, const char *const *texts, bool backup)
{
	struct pl_error err = PL_ERROR_INIT;

	for (; *texts; texts++) {
		c->text = *texts;
		c->backup = backup;
		if (!pl_expression_parse(c->text, (struct pl_pos){ 0 }, &c->expression, &err)) {
			pl_error_clear(&err);
			return false;
		}
		if (!add_expression(c))
			return false;
	}
	return true;
}

struct pl_pinset *pl_subject_capture(struct pl_bench *bench,
				     const struct pl_subject *subject, size_t might, size_t span,
				     int64_t at, const char **why_not)
{
	const struct pl_outcome *plain = pl_bench_plain(bench, might, span);
	struct capture c = { .bench = bench, .subject = subject, .might = might, .span = span, .at = at };

	*why_not = !plain ? "no valid certificate is known" :
		   !plain->path ? "no chain to a root is known" : NULL;
	if (*why_not)
		return NULL;
	c.path = plain->path;
	c.set = pl_pinset_new();
	c.set->made = at;
	if (capture_list(&c, subject->strategy->pins, false) &&
	    capture_list(&c, subject->strategy->backups, true))
		return c.set;
	*why_not = c.why_not ? c.why_not : "its pins cannot be told from certificates";
	pl_pinset_unref(c.set);
	return NULL;
}
