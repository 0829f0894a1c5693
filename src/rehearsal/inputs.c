/* Which chains, roots and pins are there to rehearse with? */
#include <config.h>

#include "rehearsal/inputs.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "pki/path.h"
#include "util/mem.h"
#include "util/text.h"

#define NAME_LEN 40

void pl_inputs_init(struct pl_inputs *inputs)
{
	*inputs = (struct pl_inputs){ .pki = pl_pki_new(1) };
}

void pl_inputs_clear(struct pl_inputs *inputs)
{
	pl_shadow_hosts_clear(&inputs->hosts);
	pl_serveds_clear(&inputs->serveds);
	for (size_t i = 0; i < inputs->n_pins; i++) {
		pl_pinfile_free(inputs->pinfiles[i]);
		free(inputs->names[i]);
	}
	for (size_t i = 0; i < inputs->n_chains; i++) {
		pl_cert_list_clear(&inputs->chains[i].certs);
		free(inputs->chains[i].file);
	}
	free(inputs->pinfiles);
	free(inputs->names);
	free(inputs->pins);
	free(inputs->chains);
	pl_cert_list_clear(&inputs->anchors);
	if (inputs->pki)
		pl_pki_free(inputs->pki);
	*inputs = (struct pl_inputs){ 0 };
}

void pl_inputs_chain(struct pl_inputs *inputs, const char *file, struct pl_cert_list *certs)
{
	*PL_PUSH(inputs->chains, inputs->n_chains, inputs->cap_chains) = (struct pl_inputs_file){
		.file = pl_strdup(file), .certs = *certs,
	};
	*certs = (struct pl_cert_list){ 0 };
}

void pl_inputs_trust(struct pl_inputs *inputs, struct pl_cert_list *certs)
{
	struct pl_cert_list *all = &inputs->anchors;

	for (size_t i = 0; i < certs->n; i++) {
		size_t at = all->n;

		*PL_PUSH(all->items, all->n, all->cap) = pl_cert_ref(certs->items[i]);
		all->lines = pl_realloc(all->lines, all->cap, sizeof(*all->lines));
		all->lines[at] = certs->lines[i];
	}
	pl_cert_list_clear(certs);
}

/* A strategy's name has letters, digits and few signs. */
static char *plain(const char *file)
{
	const char *slash = strrchr(file, '/');
	char *name = pl_strndup(slash ? slash + 1 : file, NAME_LEN);

	for (char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !(c > name && strchr("-_.+", *c)))
			*c = c > name ? '-' : 'x';
	if (*name)
		return name;
	free(name);
	return pl_strdup("pins");
}

static bool is_taken(const struct pl_inputs *inputs, const char *name)
{
	for (size_t i = 0; i < inputs->n_pins; i++)
		if (pl_streq(inputs->names[i], name))
			return true;
	return false;
}

static char *strategy_name(const struct pl_inputs *inputs, const char *file)
{
	char *base = plain(file), *name = pl_strdup(base);

	for (unsigned i = 2; is_taken(inputs, name); i++) {
		free(name);
		name = pl_asprintf("%s-%u", base, i);
	}
	free(base);
	return name;
}

bool pl_inputs_pins(struct pl_inputs *inputs, const char *file, struct pl_bytes text,
		    const struct pl_pin_format *format, const struct pl_client *client,
		    struct pl_errors *errors)
{
	struct pl_pinfile *pinfile = pl_pinfile_read(file, text, format, errors);
	size_t n = inputs->n_pins;
	char *name;

	if (!pinfile)
		return false;
	name = strategy_name(inputs, file);
	*PL_PUSH(inputs->pinfiles, inputs->n_pins, inputs->cap_pinfiles) = pinfile;
	inputs->n_pins = n;
	*PL_PUSH(inputs->names, inputs->n_pins, inputs->cap_names) = name;
	inputs->n_pins = n;
	*PL_PUSH(inputs->pins, inputs->n_pins, inputs->cap_pins) = (struct pl_shadow_pins){
		.name = name,
		.client = client ? client : pinfile->client,
		.set = pinfile->set,
	};
	return true;
}

static bool gather(struct pl_inputs *inputs, struct pl_errors *errors)
{
	const struct pl_cert_list *anchors = inputs->anchors.n > 0 ? &inputs->anchors : NULL;
	bool ok = true;

	for (size_t i = 0; i < inputs->n_chains; i++)
		ok = pl_chains_gather(inputs->pki, &inputs->chains[i].certs, inputs->chains[i].file,
				      anchors, &inputs->serveds, errors) && ok;
	return ok;
}

static bool is_covered(const struct pl_inputs *inputs, const char *name)
{
	for (size_t i = 0; i < inputs->hosts.n; i++)
		if (pl_streq(inputs->hosts.items[i].name, name))
			return true;
	return false;
}

bool pl_inputs_ready(struct pl_inputs *inputs, const char *const *names, size_t n_names,
		     struct pl_errors *errors)
{
	size_t before = errors->n;

	if (!gather(inputs, errors))
		return false;
	for (size_t i = 0; i < inputs->serveds.n; i++)
		pl_shadow_hosts_add(&inputs->hosts, &inputs->serveds.items[i], names, n_names,
				    inputs->pins, inputs->n_pins);
	for (size_t i = 0; i < n_names; i++)
		if (!is_covered(inputs, names[i]))
			pl_errors_input(errors, (struct pl_pos){ .file = inputs->chains[0].file },
					"no leaf of the chains covers %s; give the chain that the "
					"server sends for that name", names[i]);
	return errors->n == before;
}

void pl_inputs_shadow(const struct pl_inputs *inputs, struct pl_shadow_input *out)
{
	out->pki = inputs->pki;
	out->hosts = inputs->hosts.items;
	out->n_hosts = inputs->hosts.n;
	out->anchors = inputs->anchors.n > 0 ? &inputs->anchors : NULL;
	out->pins = inputs->pins;
	out->n_pins = inputs->n_pins;
}
