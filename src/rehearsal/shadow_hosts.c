/* Which hosts does a shadow have, and what does its phone trust? */
#include <config.h>

#include "rehearsal/shadow_parts.h"

#include <stdlib.h>
#include <string.h>

#include "pki/path.h"
#include "pki/sct.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define ID_MAX 50
#define RENEWS_AT 3 /* when a third of the life is left, as certbot from 4.0 on */

/* Names. */

static void add_name(struct pl_shadow_hosts *out, const struct pl_served *served, char *name)
{
	for (size_t i = 0; i < out->n; i++) {
		if (out->items[i].served == served && pl_streq(out->items[i].name, name)) {
			free(name);
			return;
		}
	}
	*PL_PUSH(out->names, out->n, out->cap_names) = name;
	out->n--;
	*PL_PUSH(out->items, out->n, out->cap) = (struct pl_shadow_host){ served, name };
}

static bool add_asked(struct pl_shadow_hosts *out, const struct pl_served *served,
		      const char *const *names, size_t n)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		if (!pl_cert_covers(served->chain->certs[0], names[i]))
			continue;
		add_name(out, served, pl_strdup(names[i]));
		any = true;
	}
	return any;
}

static bool add_pinned(struct pl_shadow_hosts *out, const struct pl_served *served,
		       const struct pl_pinset *set)
{
	bool any = false;

	for (size_t i = 0; i < set->n_rules; i++) {
		for (size_t k = 0; k < set->rules[i].n_covers; k++) {
			const char *name = set->rules[i].covers[k].name;

			if (strchr(name, '*') || !pl_cert_covers(served->chain->certs[0], name))
				continue;
			add_name(out, served, pl_strdup(name));
			any = true;
		}
	}
	return any;
}

/* Clients ask for no wildcard: "www" stands for its asterisk. */
static char *first_name(const struct pl_cert *leaf)
{
	/* Of several names the one that its owner put into the subject. */
	for (size_t i = 0; i < leaf->n_dns; i++)
		if (!strchr(leaf->dns[i], '*') && pl_streq(leaf->dns[i], leaf->common_name))
			return pl_strdup(leaf->dns[i]);
	for (size_t i = 0; i < leaf->n_dns; i++)
		if (!strchr(leaf->dns[i], '*'))
			return pl_strdup(leaf->dns[i]);
	if (leaf->n_dns > 0 && pl_starts_with(leaf->dns[0], "*."))
		return pl_asprintf("www%s", leaf->dns[0] + 1);
	return pl_strdup("unnamed.invalid");
}

void pl_shadow_hosts_add(struct pl_shadow_hosts *out, const struct pl_served *served,
			 const char *const *names, size_t n_names,
			 const struct pl_shadow_pins *pins, size_t n_pins)
{
	bool any = add_asked(out, served, names, n_names);

	for (size_t i = 0; n_names == 0 && i < n_pins; i++)
		any = add_pinned(out, served, pins[i].set) || any;
	if (!any && n_names == 0)
		add_name(out, served, first_name(served->chain->certs[0]));
}

void pl_shadow_hosts_clear(struct pl_shadow_hosts *hosts)
{
	for (size_t i = 0; i < hosts->n; i++)
		free(hosts->names[i]);
	free(hosts->names);
	free(hosts->items);
	*hosts = (struct pl_shadow_hosts){ 0 };
}

/* Hosts. */

static size_t same_names(const struct pl_shadow_input *input, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < input->n_hosts; i++)
		n += pl_streq(input->hosts[i].name, name);
	return n;
}

static bool is_rsa(enum pl_key_alg alg)
{
	return alg == PL_KEY_RSA_2048 || alg == PL_KEY_RSA_3072 || alg == PL_KEY_RSA_4096;
}

static const char *kind_words(const struct pl_cert *leaf)
{
	return is_rsa(leaf->alg) || pl_starts_with(leaf->key_words, "RSA") ? "rsa" : "ecdsa";
}

/* A name that fits is an id as it stands, unless it is taken or an address with colons. */
static char *unique_id(const struct pl_shadow *shadow, const char *text)
{
	char *id = pl_strdup(text);

	if (strlen(text) > ID_MAX || strchr(text, ':')) {
		free(id);
		return pl_shadow_name(shadow, text);
	}
	for (unsigned i = 2; pl_model_host(shadow->model, id); i++) {
		free(id);
		id = pl_asprintf("%s-%u", text, i);
	}
	return id;
}

/* The name itself; where several chains answer for it, with the kind of key. */
static char *host_id(const struct pl_shadow *shadow, const struct pl_shadow_host *host)
{
	const struct pl_cert *leaf = host->served->chain->certs[0];
	char *text, *id;

	if (same_names(shadow->input, host->name) < 2)
		return unique_id(shadow, host->name);
	text = pl_asprintf("%s-%s", host->name, kind_words(leaf));
	id = unique_id(shadow, text);
	free(text);
	return id;
}

static bool reads(const struct pl_client *client, enum pl_key_alg alg)
{
	return client->keys.readable == 0 || client->keys.readable & 1u << alg;
}

/* RSA keys take long to make: P-256 stands for them, unless a client tells the two apart. */
static enum pl_key_alg lab_alg(const struct pl_shadow *shadow, const struct pl_cert *leaf)
{
	if (leaf->alg == PL_KEY_OTHER) {
		pl_shadow_note(shadow->map, PL_ORIGIN_ASSUMED,
			       "the lab makes no %s keys: P-256 stands for the one of %s",
			       leaf->key_words, leaf->common_name ? leaf->common_name : "the leaf");
		return PL_KEY_P256;
	}
	if (!is_rsa(leaf->alg))
		return leaf->alg;
	for (size_t i = 0; i < shadow->input->n_pins; i++)
		if (reads(shadow->input->pins[i].client, leaf->alg) !=
		    reads(shadow->input->pins[i].client, PL_KEY_P256))
			return leaf->alg;
	return PL_KEY_P256;
}

const char *pl_shadow_profile(const struct pl_facts *facts, const char *operator_,
			      const struct pl_host_def *host)
{
	const char *names[16];
	size_t n = pl_facts_profiles(facts, operator_, names, PL_ARRAY_LEN(names));

	for (size_t i = 0; i < n; i++)
		if (pl_facts_profile_lifetime(facts, operator_, names[i], host->issued) ==
		    host->lifetime)
			return names[i];
	return NULL;
}

static void set_lifetime(struct pl_shadow *shadow, struct pl_host_def *host,
			 const struct pl_cert *leaf)
{
	const char *operator_ = pl_model_authority(shadow->model, host->issuer)->operator_;
	char words[PL_DURATION_TEXT];
	const char *profile;

	host->issued = leaf->not_before;
	host->lifetime = leaf->not_after - leaf->not_before + 1;
	profile = pl_shadow_profile(shadow->input->facts, operator_, host);
	pl_duration_words(host->lifetime, words);
	if (profile) {
		pl_shadow_note(shadow->map, PL_ORIGIN_PRESET,
			       "certificates of %s keep to the profile %s of %s, which offered the "
			       "%s of the present one on its day",
			       host->names[0], profile, operator_, words);
	} else {
		pl_shadow_note(shadow->map, PL_ORIGIN_ASSUMED,
			       "certificates of %s go on being valid for %s, or as long as the "
			       "rules of the day allow",
			       host->names[0], words);
	}
}

static const char *key_words(enum pl_key_mode mode)
{
	return mode == PL_KEY_SAME     ? "the same key"
	       : mode == PL_KEY_BACKUP ? "the backup key"
				       : "a new key";
}

static void set_renewal(struct pl_shadow *shadow, struct pl_host_def *host)
{
	host->renews = true;
	host->renew_before = 0;
	host->renew_part = RENEWS_AT;
	host->halves_short = true;
	host->renew_key = shadow->input->renew_key;
	pl_shadow_note(shadow->map, PL_ORIGIN_ASSUMED,
		       "%s renews by itself when a third of the life is left, as certbot does",
		       host->names[0]);
	pl_shadow_note(shadow->map,
		       shadow->input->renew_key_said ? PL_ORIGIN_MEASURED : PL_ORIGIN_ASSUMED,
		       "each renewal has %s%s", key_words(host->renew_key),
		       shadow->input->renew_key_said
			       ? ", as --renew-key says"
			       : ", as certbot and Caddy do unless told otherwise (--renew-key same)");
}

static void set_names(struct pl_host_def *host, const struct pl_cert *leaf)
{
	for (size_t i = 0; i < leaf->n_dns; i++) {
		size_t cap = host->n_names;

		if (!pl_streq(leaf->dns[i], host->names[0]))
			*PL_PUSH(host->names, host->n_names, cap) = pl_strdup(leaf->dns[i]);
	}
}

static enum pl_serve_mode serve_mode(const struct pl_served *served)
{
	const struct pl_cert *last = served->chain->certs[served->n_path - 1];

	if (served->n_path == 1)
		return PL_SERVE_LEAF_ONLY;
	return last->self_issued ? PL_SERVE_WITH_ROOT : PL_SERVE_FULL;
}

/* A company's own CA signs no timestamps of public logs, and its rules are its own. */
static void set_publicity(struct pl_shadow *shadow, const char *issuer, const struct pl_cert *leaf)
{
	const struct pl_authority_def *authority = pl_model_authority(shadow->model, issuer);
	struct pl_sct_list scts;
	const char *why;

	for (size_t i = 0; i < shadow->n_cas; i++)
		if (shadow->cas[i].known &&
		    pl_streq(shadow->cas[i].known->operator_, authority->operator_))
			return;
	if (pl_cert_scts(leaf, &scts, &why) && scts.n > 0)
		return;
	for (size_t i = 0; i < shadow->model->n_operators; i++)
		if (pl_streq(shadow->model->operators[i].name, authority->operator_))
			shadow->model->operators[i].is_private = true;
	pl_shadow_note(shadow->map, PL_ORIGIN_ASSUMED,
		       "%s is taken for a company's own CA, bound by no rule of the public web: it is "
		       "none of the known ones, and the leaf bears no timestamps of logs",
		       authority->operator_);
}

static void note_overdue(struct pl_shadow *shadow, const struct pl_host_def *host,
			 const struct pl_cert *leaf)
{
	int64_t left = leaf->not_after - shadow->input->at;
	char words[PL_DURATION_TEXT];

	if (left < 0)
		pl_shadow_note(shadow->map, PL_ORIGIN_MEASURED,
			       "the certificate of %s has ended already: it is renewed at once",
			       host->names[0]);
	else if (left < (leaf->not_after - leaf->not_before) / RENEWS_AT)
		pl_shadow_note(shadow->map, PL_ORIGIN_ASSUMED,
			       "the certificate of %s has %s left, so its renewal is due: it "
			       "happens at once",
			       host->names[0], pl_duration_words(left, words));
}

static void add_host(struct pl_shadow *shadow, const struct pl_shadow_host *from,
		     const char *issuer)
{
	const struct pl_cert *leaf = from->served->chain->certs[0];
	char *id = host_id(shadow, from);
	struct pl_host_def *host = pl_model_add_host(shadow->model, id, from->name, issuer);

	free(id);
	host->pos = (struct pl_pos){ .file = pl_model_file(shadow->model, from->served->file),
				     .line = from->served->line };
	host->alg = lab_alg(shadow, leaf);
	host->serve = serve_mode(from->served);
	set_names(host, leaf);
	set_lifetime(shadow, host, leaf);
	set_renewal(shadow, host);
	set_publicity(shadow, issuer, leaf);
	note_overdue(shadow, host, leaf);
}

void pl_shadow_add_hosts(struct pl_shadow *shadow)
{
	for (size_t i = 0; i < shadow->input->n_hosts; i++)
		add_host(shadow, &shadow->input->hosts[i], shadow->issuers[i]);
}

/* The phone. */

static bool is_trusted(const struct pl_device_def *phone, const char *what)
{
	for (size_t i = 0; i < phone->n_trust; i++)
		if (pl_streq(phone->trust[i].what, what))
			return true;
	return false;
}

static void trust(struct pl_device_def *phone, const char *what)
{
	if (!is_trusted(phone, what))
		pl_device_def_trust(phone, what);
}

static bool is_self_signed(const struct pl_certificate_def *def)
{
	return pl_streq(def->of, def->by);
}

/* The certificate that stands for a real one in the model. */
static const char *certificate_of(const struct pl_shadow *shadow, const struct pl_cert *cert)
{
	const char *of = pl_shadow_authority(shadow, cert);

	for (size_t i = 0; of && i < shadow->model->n_certificates; i++) {
		const struct pl_certificate_def *def = &shadow->model->certificates[i];

		if (pl_streq(def->of, of) && def->from == cert->not_before &&
		    def->to == cert->not_after && is_self_signed(def) == cert->self_issued)
			return def->name;
	}
	return NULL;
}

static void trust_certificate(const struct pl_shadow *shadow, struct pl_device_def *phone,
			      const struct pl_cert *cert)
{
	const char *name = certificate_of(shadow, cert);

	if (name)
		trust(phone, name);
}

static bool is_given(const struct pl_shadow *shadow, const struct pl_shadow_ca *ca)
{
	const struct pl_cert_list *anchors = shadow->input->anchors;

	for (size_t i = 0; i < anchors->n; i++)
		if (memcmp(anchors->items[i]->spki_sha256, ca->spki, 32) == 0)
			return true;
	return false;
}

/* Roots that nobody has seen in the files: those of the edition that are in stores. */
static void trust_known(const struct pl_shadow *shadow, struct pl_device_def *phone, bool given)
{
	for (size_t i = 0; i < shadow->n_cas; i++) {
		const struct pl_shadow_ca *ca = &shadow->cas[i];

		if (given ? is_given(shadow, ca) : ca->known && ca->known->in_stores)
			for (size_t k = 0; k < shadow->model->n_certificates; k++)
				if (is_self_signed(&shadow->model->certificates[k]) &&
				    pl_streq(shadow->model->certificates[k].of, ca->name))
					trust(phone, shadow->model->certificates[k].name);
	}
}

/* Whether it stands in for a root that nobody gave, above one of the chains. */
static bool stands_in(const struct pl_shadow *shadow, const struct pl_shadow_ca *ca)
{
	const struct pl_shadow_input *input = shadow->input;

	for (size_t i = 0; i < input->n_hosts; i++)
		if (!input->hosts[i].served->top &&
		    pl_streq(input->hosts[i].served->highest->issuer, ca->subject))
			return true;
	return false;
}

/* Everything self-signed that is made up, and what stands in for an unknown top, unless roots were
 * given: then it is not among them. */
static void trust_made_up(const struct pl_shadow *shadow, struct pl_device_def *phone, bool given)
{
	for (size_t i = 0; i < shadow->model->n_certificates; i++) {
		const struct pl_certificate_def *def = &shadow->model->certificates[i];
		bool real = false;

		for (size_t k = 0; k < shadow->n_cas; k++) {
			static const uint8_t unseen[32];
			const struct pl_shadow_ca *ca = &shadow->cas[k];

			real = real || (pl_streq(ca->name, def->of) &&
					(memcmp(ca->spki, unseen, 32) != 0 ||
					 (given && stands_in(shadow, ca))));
		}
		if (is_self_signed(def) && !real)
			trust(phone, def->name);
	}
}

void pl_shadow_devices(struct pl_shadow *shadow)
{
	const struct pl_shadow_input *input = shadow->input;
	bool given = input->anchors && input->anchors->n > 0;
	struct pl_device_def *phone = pl_model_add_device(shadow->model, "phone");

	for (size_t i = 0; given && i < input->anchors->n; i++)
		trust_certificate(shadow, phone, input->anchors->items[i]);
	for (size_t i = 0; i < input->n_hosts; i++)
		if (!given && input->hosts[i].served->top)
			trust_certificate(shadow, phone, input->hosts[i].served->top);
	trust_known(shadow, phone, given);
	trust_made_up(shadow, phone, given);
	pl_shadow_note(shadow->map, given ? PL_ORIGIN_MEASURED : PL_ORIGIN_ASSUMED,
		       given ? "the phone trusts the roots given with --trust"
			     : "the phone trusts the chains' roots, and those of the same CAs that "
			       "are in today's stores; a bundle of roots given with --trust says it "
			       "exactly");
}
