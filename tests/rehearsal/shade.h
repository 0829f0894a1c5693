/* Chains and pins of the family, as inputs of a rehearsal. */
#ifndef PINLAB_TESTS_REHEARSAL_SHADE_H
#define PINLAB_TESTS_REHEARSAL_SHADE_H

#include "lab/run.h"
#include "rehearsal/shadow.h"
#include "tests/rehearsal/family.h"

#define SHADE_MAX 8

struct shade {
	struct family *family;
	struct pl_serveds serveds;
	struct pl_cert_list anchors;
	struct pl_pinset *sets[SHADE_MAX];
	struct pl_shadow_pins pins[SHADE_MAX];
	size_t n_pins;
	struct pl_shadow_hosts hosts;
	struct pl_shadow_input input;
	struct pl_shadow_map map;
	struct pl_model *model;
};

/* "spki:inter", "cert:leaf", "key:root", or the text itself. */
__attribute__((unused)) static char *shade_pin(const struct family *family, const char *word, size_t len)
{
	static const char *const forms[] = { "cert:", "spki:", "key:" };
	char *text = pl_strndup(word, len), *out;

	for (size_t i = 0; i < 3; i++) {
		const struct pl_cert *cert;
		char base64[PL_BASE64_LEN(32) + 1], hex[65];

		if (!pl_starts_with(text, forms[i]))
			continue;
		cert = family_cert(family, text + strlen(forms[i]));
		if (i == 0)
			out = pl_strdup(pl_hex(cert->sha256, 32, hex));
		else
			out = pl_asprintf("sha256/%s", pl_base64(i == 1 ? cert->spki_sha256
									: cert->key_sha256,
								 32, base64));
		free(text);
		return out;
	}
	return text;
}

/* A pin file named `name`: words separated by blanks, one per line; with a host its only rule. */
__attribute__((unused)) static void shade_pins(struct shade *shade, const char *name, const char *client, const char *host,
		       const char *words)
{
	struct pl_pinset *set = pl_pinset_new();
	int line = 0;

	if (host)
		pl_rule_cover(&set->rules[0], host, false);
	for (const char *at = words; *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		char *text = shade_pin(shade->family, at, len);

		pl_pin_keep(pl_pinset_add(set), text,
			    (struct pl_pos){ .file = name, .line = ++line, .column = 1 });
		free(text);
		at += len;
	}
	shade->sets[shade->n_pins] = set;
	shade->pins[shade->n_pins++] = (struct pl_shadow_pins){
		.name = name, .client = pl_client_find(client), .set = set };
}

__attribute__((unused)) static void shade_begin(struct shade *shade, struct family *family)
{
	*shade = (struct shade){ .family = family };
	shade->input = (struct pl_shadow_input){
		.pki = family->pki,
		.facts = pl_facts_standard(),
		.at = family_year(2026) + 31 * PL_DAY,
		.renew_key = PL_KEY_NEW,
	};
}

/* One file's chains. */
__attribute__((unused)) static void shade_chain(struct shade *shade, const char *file, const char *words)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_cert_list list = family_list(shade->family, words);

	if (!pl_chains_gather(shade->family->pki, &list, file,
			      shade->anchors.n ? &shade->anchors : NULL, &shade->serveds, &errors)) {
		fprintf(stderr, "%s: no chain\n", words);
		abort();
	}
	pl_cert_list_clear(&list);
}

__attribute__((unused)) static void shade_trust(struct shade *shade, const char *words)
{
	shade->anchors = family_list(shade->family, words);
	shade->input.anchors = &shade->anchors;
}

/* The model, or NULL with *err; NULL err: it must be. */
__attribute__((unused)) static struct pl_model *shade_make(struct shade *shade, struct pl_error *err)
{
	struct pl_error own = PL_ERROR_INIT;

	for (size_t i = 0; i < shade->serveds.n; i++)
		pl_shadow_hosts_add(&shade->hosts, &shade->serveds.items[i], NULL, 0, shade->pins,
				    shade->n_pins);
	shade->input.hosts = shade->hosts.items;
	shade->input.n_hosts = shade->hosts.n;
	shade->input.pins = shade->pins;
	shade->input.n_pins = shade->n_pins;
	shade->model = pl_shadow_model(&shade->input, &shade->map, err ? err : &own);
	if (!shade->model && !err) {
		fprintf(stderr, "no model: %s\n", own.text);
		abort();
	}
	return shade->model;
}

__attribute__((unused)) static void shade_end(struct shade *shade)
{
	pl_model_free(shade->model);
	pl_shadow_map_clear(&shade->map);
	pl_shadow_hosts_clear(&shade->hosts);
	for (size_t i = 0; i < shade->n_pins; i++)
		pl_pinset_unref(shade->sets[i]);
	pl_cert_list_clear(&shade->anchors);
	pl_serveds_clear(&shade->serveds);
}

#endif
