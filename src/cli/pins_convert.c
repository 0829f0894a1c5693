/* `pinlab pins --format`: the pins of certificates, or of a pin file, for a client. */
#include <config.h>

#include "cli/pinfiles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/shared.h"
#include "data/json.h"
#include "util/mem.h"
#include "util/text.h"

enum tier { TIER_LEAF, TIER_INTERMEDIATE, TIER_ROOT, TIER_ALL, TIERS };
static const char *const tiers[TIERS] = { "leaf", "intermediate", "root", "all" };

/* What is written, and what is known to tell more of it. */
struct source {
	struct pl_pinfile **files;
	size_t n;
	struct pl_pinfile *pins; /* the one that is a pin file, borrowed; or NULL */
	struct pl_pinfile *made; /* of certificates and backups, owned; or NULL */
	struct pl_pin_side side;
};

static enum tier tier_of(const struct pl_cert *cert)
{
	if (cert->self_issued && (cert->is_ca || cert->version == 1))
		return TIER_ROOT;
	return cert->is_ca ? TIER_INTERMEDIATE : TIER_LEAF;
}

static bool read_tier(const struct pl_args *args, enum tier *out, struct pl_error *err)
{
	const char *word = pl_args_value(args, "tier");

	*out = TIER_LEAF;
	for (size_t i = 0; word && i < TIERS; i++) {
		if (pl_streq(word, tiers[i])) {
			*out = (enum tier)i;
			return true;
		}
	}
	if (word)
		pl_cli_unknown("tier", word, tiers, TIERS, err);
	return !word;
}

static bool read_form(const struct pl_args *args, enum pl_pin_form *out, struct pl_error *err)
{
	const char *word = pl_args_value(args, "form");

	*out = PL_FORM_SPKI;
	if (!word || pl_pin_form_parse(word, out))
		return true;
	return pl_error_usage(err, "--form is spki, certificate or key, not '%s'", word);
}

static bool read_files(const struct pl_args *args, struct source *in, struct pl_error *err)
{
	in->files = pl_calloc(args->n + 1, sizeof(*in->files));
	for (size_t i = 0; i < args->n; i++) {
		struct pl_pinfile *file = pl_cli_pinfile(args, args->operands[i], err);

		if (!file)
			return false;
		in->files[in->n++] = file;
		if (pl_cli_is_certs(file))
			continue;
		if (in->pins)
			return pl_error_usage(err, "one pin file is written at a time; %s is another",
					      file->file);
		in->pins = file;
	}
	return in->n > 0 || pl_error_usage(err, "nothing to read: name certificates or a pin file");
}

static size_t count(const struct source *in, enum tier tier)
{
	size_t n = 0;

	for (size_t i = 0; i < in->n; i++) {
		for (size_t p = 0; p < in->files[i]->set->n; p++)
			n += tier == TIER_ALL || tier_of(in->files[i]->set->pins[p].cert) == tier;
	}
	return n;
}

/* A set of those certificates that are wanted; without --tier the leaves, if there are any. */
static bool from_certs(const struct pl_args *args, struct source *in, struct pl_error *err)
{
	enum pl_pin_form form;
	enum tier tier;

	if (!read_tier(args, &tier, err) || !read_form(args, &form, err))
		return false;
	if (!pl_args_has(args, "tier") && count(in, tier) == 0)
		tier = TIER_ALL;
	if (count(in, tier) == 0)
		return pl_error_input(err, (struct pl_pos){ .file = in->files[0]->file },
				      "there is no %s certificate here; --tier all takes every one",
				      tiers[tier]);
	in->made = pl_pinfile_new(in->files[0]->file);
	for (size_t i = 0; i < in->n; i++) {
		for (size_t p = 0; p < in->files[i]->set->n; p++) {
			const struct pl_pin *from = &in->files[i]->set->pins[p];
			struct pl_pin *pin;

			if (tier != TIER_ALL && tier_of(from->cert) != tier)
				continue;
			pin = pl_pinset_add(in->made->set);
			pl_pin_from_cert(pin, form, from->cert);
			pin->pos = from->pos;
		}
	}
	in->side = (struct pl_pin_side){ in->made->file, pl_client_find("generic"), in->made->set };
	return true;
}

/* The certificates beside a pin file tell which pin is of what. */
static void tell_pins(struct source *in)
{
	for (size_t p = 0; p < in->pins->set->n; p++) {
		struct pl_pin *pin = &in->pins->set->pins[p];

		for (size_t i = 0; i < in->n; i++) {
			const struct pl_pinset *known = in->files[i]->set;

			for (size_t c = 0; in->files[i] != in->pins && c < known->n; c++) {
				if (pin->cert || !pl_pin_matches(pin, known->pins[c].cert))
					continue;
				pin->cert = pl_cert_ref(known->pins[c].cert);
				pin->of_ca = pin->cert->is_ca;
			}
		}
	}
	in->side = (struct pl_pin_side){ in->pins->file, in->pins->client, in->pins->set };
}

/* To every rule that has pins. */
static bool add_backup(struct pl_pinset *set, const char *text, struct pl_error *err)
{
	bool *has = pl_calloc(set->n_rules, sizeof(*has)), ok = true;
	size_t n = set->n;

	for (size_t i = 0; i < n; i++)
		has[set->pins[i].rule] = true;
	for (size_t i = 0; ok && i < set->n_rules; i++) {
		struct pl_pin *pin = has[i] ? pl_pinset_add(set) : NULL;

		if (!pin)
			continue;
		ok = pl_pin_parse(pin, text, (struct pl_pos){ .file = "--backup" }, err);
		if (!ok)
			set->n--;
		pin->rule = i;
		pin->backup = true;
	}
	free(has);
	return ok;
}

static bool add_backups(const struct pl_args *args, struct source *in, struct pl_error *err)
{
	struct pl_pinset *set = in->pins ? in->pins->set : in->made->set;
	size_t n;
	const char *const *texts = pl_args_values(args, "backup", &n);

	for (size_t i = 0; i < n; i++) {
		if (!add_backup(set, texts[i], err))
			return false;
	}
	return true;
}

static bool open_source(const struct pl_args *args, struct source *in, struct pl_error *err)
{
	if (!read_files(args, in, err))
		return false;
	if (in->pins && (pl_args_has(args, "tier") || pl_args_has(args, "form")))
		return pl_error_usage(err, "--tier and --form choose among certificates, and %s is a "
				      "pin file", in->pins->file);
	if (in->pins)
		tell_pins(in);
	else if (!from_certs(args, in, err))
		return false;
	return add_backups(args, in, err);
}

static void close_source(struct source *in)
{
	for (size_t i = 0; i < in->n; i++)
		pl_pinfile_free(in->files[i]);
	free(in->files);
	pl_pinfile_free(in->made);
}

static void put_json(const struct pl_pin_format *format, const struct pl_buf *text,
		     const struct pl_pin_losses *losses, const struct pl_error *refused,
		     struct pl_json *json)
{
	pl_json_object(json, NULL);
	pl_json_text(json, "format", format->name);
	pl_json_text(json, "client", format->client);
	pl_json_text(json, "text", refused->kind == PL_ERROR_NONE ? pl_buf_str(text) : NULL);
	pl_json_array(json, "losses");
	for (size_t i = 0; i < losses->n; i++)
		pl_json_text(json, NULL, losses->items[i].text);
	pl_json_end(json);
	pl_json_text(json, "refused", refused->text);
	pl_json_end(json);
}

static void put_losses(const struct pl_pin_format *format, const struct pl_pin_losses *losses)
{
	for (size_t i = 0; i < losses->n; i++) {
		struct pl_buf safe = PL_BUF_INIT;

		pl_text_safe(&safe, losses->items[i].text, strlen(losses->items[i].text), 0);
		fprintf(stderr, "%s: lost: %s\n", format->name, pl_buf_str(&safe));
		pl_buf_clear(&safe);
	}
}

/* One format; with `all` a refusal is told and takes nothing from the others. */
static void write_one(const struct pl_args *args, const struct source *in,
		      const struct pl_pin_format *format, bool all, struct pl_json *json,
		      struct pl_buf *out, struct pl_error *err)
{
	struct pl_pin_losses losses = PL_PIN_LOSSES_INIT;
	struct pl_buf text = PL_BUF_INIT;
	struct pl_error refused = PL_ERROR_INIT;
	bool ok = pl_pins_write(format, &in->side, pl_args_value(args, "host"), &text, &losses,
				&refused);

	if (json) {
		put_json(format, &text, &losses, &refused, json);
	} else if (ok) {
		if (all)
			pl_buf_printf(out, "%s--- %s: %s\n", out->len > 0 ? "\n" : "", format->name,
				      format->summary);
		pl_buf_puts(out, pl_buf_str(&text));
		put_losses(format, &losses);
	} else if (all) {
		fprintf(stderr, "%s: not written: %s\n", format->name, refused.text);
	}
	if (!all)
		pl_error_move(err, &refused);
	pl_error_clear(&refused);
	pl_pin_losses_clear(&losses);
	pl_buf_clear(&text);
}

static void write_formats(const struct pl_args *args, const struct source *in,
			  const struct pl_pin_format *only, struct pl_error *err)
{
	struct pl_json *json = pl_args_has(args, "json") ? pl_json_new() : NULL;
	const struct pl_pin_format *const *formats;
	struct pl_buf out = PL_BUF_INIT;
	size_t n;

	formats = pl_pin_formats(&n);
	if (json)
		pl_json_array(json, NULL);
	for (size_t i = 0; i < n; i++) {
		if (only ? formats[i] == only : formats[i]->write != NULL)
			write_one(args, in, formats[i], !only, json, &out, err);
	}
	if (json) {
		pl_json_end(json);
		pl_json_dump(json, false, &out);
		pl_json_free(json);
	}
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
}

int pl_pins_convert(const struct pl_args *args, struct pl_error *err)
{
	bool all = pl_streq(pl_args_value(args, "format"), "all");
	const struct pl_pin_format *only = NULL;
	struct source in = { 0 };

	if ((all || pl_cli_pin_format(args, "format", &only, err)) && open_source(args, &in, err))
		write_formats(args, &in, only, err);
	close_source(&in);
	return 0;
}
