/* What is a new key's pin in every client's words, and what is to be done with the files? */
#include <config.h>

#include "cli/key_show.h"

#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "pin/export.h"
#include "util/mem.h"
#include "util/text.h"

/* The pin as one format's file has it. */
struct written {
	const struct pl_pin_format *format;
	struct pl_buf text; /* or nothing, and why not */
	char *why;
	struct pl_pin_losses losses;
};

static bool is_named(const struct pl_key_story *story, const char *name)
{
	for (size_t i = 0; i < story->n_names; i++) {
		if (pl_streq(story->names[i], name))
			return true;
	}
	return false;
}

/*
 * One pin for the request's names, said as OkHttp says names: "*." is one label, as in
 * certificates. Most formats have one entry for a name and what is below it, and there the name
 * itself is what counts.
 */
static struct pl_pinset *set_of(const struct pl_key_story *story)
{
	struct pl_pinset *set = pl_pinset_new();
	struct pl_pin *pin = pl_pinset_add(set);

	(void)!pl_pin_from_key(pin, PL_FORM_SPKI, story->key); /* which every key has */
	pin->list = PL_LIST_LEAF;
	for (size_t i = 0; i < story->n_names; i++) {
		const char *name = story->names[i];

		if (!pl_starts_with(name, "*.") || !is_named(story, name + 2))
			pl_rule_cover(&set->rules[0], name, false);
	}
	return set;
}

static void write_one(const struct pl_pin_format *format, const struct pl_pinset *set,
		      struct written *out)
{
	const struct pl_pin_side side = { "the key", pl_client_find("okhttp"), set };
	struct pl_error err = PL_ERROR_INIT;

	*out = (struct written){ .format = format };
	if (!pl_pins_write(format, &side, NULL, &out->text, &out->losses, &err)) {
		/* What the command line lacks is a name, which is --name here. */
		out->why = err.kind == PL_ERROR_USAGE && set->rules[0].n_covers == 0
				   ? pl_asprintf("%s pins names; say which: --name HOST", format->name)
				   : pl_strdup(err.text);
		pl_buf_clear(&out->text);
	}
	pl_error_clear(&err);
}

static struct written *write_all(const struct pl_key_story *story, size_t *n)
{
	const struct pl_pin_format *const *formats = pl_pin_formats(n);
	struct written *all = pl_calloc(*n, sizeof(*all));
	struct pl_pinset *set = set_of(story);

	for (size_t i = 0; i < *n; i++)
		write_one(formats[i], set, &all[i]);
	pl_pinset_unref(set);
	return all;
}

static void free_all(struct written *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		pl_buf_clear(&all[i].text);
		free(all[i].why);
		pl_pin_losses_clear(&all[i].losses);
	}
	free(all);
}

static char *pin_text(const struct pl_key *key, enum pl_pin_form form)
{
	struct pl_pin pin = { 0 };
	char *text = pl_pin_from_key(&pin, form, key) ? pl_strdup(pin.spelling) : NULL;

	pl_pin_clear(&pin);
	return text;
}

static void put_title(const struct pl_args *args, struct pl_buf *out, const char *text)
{
	pl_buf_putc(out, '\n');
	pl_style_begin(&args->out, out, PL_ROLE_TITLE);
	pl_buf_puts(out, text);
	pl_style_end(&args->out, out, PL_ROLE_TITLE);
	pl_buf_putc(out, '\n');
}

static void put_files(const struct pl_args *args, const struct pl_key_story *story,
		      struct pl_buf *out)
{
	if (story->read_from) {
		pl_style_text(&args->out, out, story->read_from);
		pl_buf_puts(out, "\n");
		return;
	}
	pl_style_text(&args->out, out, story->key_file);
	pl_buf_puts(out, "  the private key, for its owner only (mode 0600)\n");
	pl_style_text(&args->out, out, story->request_file);
	pl_buf_puts(out, "  a certificate request for ");
	for (size_t i = 0; i < story->n_names; i++)
		pl_buf_printf(out, "%s%s", i ? ", " : "", story->names[i]);
	pl_buf_putc(out, '\n');
}

static void put_pins(const struct pl_args *args, const struct pl_key_story *story,
		     struct pl_buf *out)
{
	char hex[65];

	put_title(args, out, "Its pin");
	for (int form = 0; form < PL_FORMS; form++) {
		char *text = pin_text(story->key, (enum pl_pin_form)form);

		if (text)
			pl_buf_printf(out, "  %-6s %s\n", pl_pin_form_name((enum pl_pin_form)form),
				      text);
		free(text);
	}
	pl_buf_printf(out, "  %-6s %s\n", "hex",
		      pl_hex(pl_key_spki_sha256(story->key), 32, hex));
}

/* Every line indented by four. */
static void put_lines(struct pl_buf *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		pl_buf_printf(out, "    %.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

static void put_formats(const struct pl_args *args, const struct pl_key_story *story,
			struct pl_buf *out)
{
	size_t n;
	struct written *all = write_all(story, &n);

	put_title(args, out, "In every format, to stand beside the pins that are there");
	for (size_t i = 0; i < n; i++) {
		pl_buf_printf(out, "  %s\n", all[i].format->name);
		if (all[i].why) {
			pl_buf_puts(out, "    not written: ");
			pl_text_wrap(out, all[i].why, pl_style_width(&args->out), 4);
			pl_buf_putc(out, '\n');
		} else {
			put_lines(out, pl_buf_str(&all[i].text));
		}
	}
	free_all(all, n);
}

static const char advice[] =
	"  1. Take %s off this machine, onto two media that are kept offline; a backup\n"
	"     key that lies on the server is lost and stolen together with the first one.\n"
	"  2. Ship the pin above as a backup pin, and wait until the users have that version;\n"
	"     'pinlab check' and 'pinlab rehearse' tell whether the files say so.\n"
	"  3. When the key is needed, have the request signed and serve it with this key:\n"
	"       certbot certonly --csr %s\n"
	"     A certificate got with --csr is not renewed by itself: repeat it with the same\n"
	"     request. Where certbot holds the key, 'certbot renew --reuse-key' keeps it; without\n"
	"     that option every renewal makes a new one, and no pin is of it.\n"
	"  4. Then make the next backup key: one that is in use is a backup no longer.\n";

void pl_key_show_text(const struct pl_args *args, const struct pl_key_story *story,
		      struct pl_buf *out)
{
	put_files(args, story, out);
	put_pins(args, story, out);
	put_formats(args, story, out);
	if (story->read_from)
		return;
	put_title(args, out, "What to do with it");
	pl_buf_printf(out, advice, story->key_file, story->request_file);
	if (pl_key_algorithm(story->key) == PL_KEY_ED25519)
		pl_buf_puts(out, "  Public authorities sign no Ed25519 keys: this one is for a "
				 "private one.\n");
}

static void put_json_format(struct pl_json *json, const struct written *one)
{
	pl_json_object(json, NULL);
	pl_json_text(json, "name", one->format->name);
	pl_json_text(json, "text", one->why ? NULL : pl_buf_str(&one->text));
	pl_json_text(json, "why", one->why);
	pl_json_array(json, "losses");
	for (size_t i = 0; i < one->losses.n; i++)
		pl_json_text(json, NULL, one->losses.items[i].text);
	pl_json_end(json);
	pl_json_end(json);
}

void pl_key_show_json(const struct pl_key_story *story, struct pl_buf *out)
{
	struct pl_json *json = pl_json_new();
	size_t n;
	struct written *all = write_all(story, &n);

	pl_json_object(json, NULL);
	pl_json_text(json, "key", story->key_file);
	pl_json_text(json, "request", story->request_file ? story->request_file : story->read_from);
	pl_json_text(json, "algorithm", pl_key_alg_name(pl_key_algorithm(story->key)));
	pl_json_array(json, "names");
	for (size_t i = 0; i < story->n_names; i++)
		pl_json_text(json, NULL, story->names[i]);
	pl_json_end(json);
	pl_json_object(json, "pins");
	for (int form = PL_FORM_SPKI; form < PL_FORMS; form++) {
		char *text = pin_text(story->key, (enum pl_pin_form)form);

		pl_json_text(json, pl_pin_form_name((enum pl_pin_form)form), text);
		free(text);
	}
	pl_json_end(json);
	pl_json_array(json, "formats");
	for (size_t i = 0; i < n; i++)
		put_json_format(json, &all[i]);
	pl_json_end(json);
	pl_json_end(json);
	pl_json_dump(json, false, out);
	pl_json_free(json);
	free_all(all, n);
}
