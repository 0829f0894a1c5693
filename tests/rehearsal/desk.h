/* A check as tests write one: chains and pins of the family in words. */
#ifndef PINLAB_TESTS_REHEARSAL_DESK_H
#define PINLAB_TESTS_REHEARSAL_DESK_H

#include "pin/pinfile.h"
#include "rehearsal/gate.h"
#include "rehearsal/lint.h"
#include "tests/rehearsal/family.h"

#define DESK_MAX 4

struct desk {
	struct family *family;
	struct pl_serveds chains;
	struct pl_cert_list trust;
	struct pl_pinfile *pinfiles[DESK_MAX];
	struct pl_gate_file files[DESK_MAX];
	const char *hosts[DESK_MAX];
	struct pl_gate_input input;
	struct pl_gate *gate;
};

/* "spki:leaf", "cert:inter", "key:root" in braces become pins; a bar ends a line. */
static char *desk_text(const struct family *family, const char *text)
{
	struct pl_buf out = PL_BUF_INIT;

	for (; *text; text++) {
		const struct pl_cert *cert;
		char base64[PL_BASE64_LEN(32) + 1], hex[65];
		const char *colon, *end;
		char *name;

		/* Braces without such a word are YAML's own. */
		if (strncmp(text, "{spki:", 6) != 0 && strncmp(text, "{cert:", 6) != 0 &&
		    strncmp(text, "{key:", 5) != 0 && strncmp(text, "{certspki:", 10) != 0) {
			pl_buf_putc(&out, *text == '|' ? '\n' : *text);
			continue;
		}
		colon = strchr(text, ':');
		end = strchr(text, '}');
		name = pl_strndup(colon + 1, (size_t)(end - colon - 1));
		cert = family_cert(family, name);
		if (strncmp(text, "{certspki:", 10) == 0) /* the wrong digest in the right spelling */
			pl_buf_printf(&out, "sha256/%s", pl_base64(cert->sha256, 32, base64));
		else if (text[1] == 'c')
			pl_buf_puts(&out, pl_hex(cert->sha256, 32, hex));
		else
			pl_buf_printf(&out, "sha256/%s",
				      pl_base64(text[1] == 's' ? cert->spki_sha256
							       : cert->key_sha256,
						32, base64));
		free(name);
		text = end;
	}
	return out.len > 0 ? pl_buf_take(&out) : pl_strdup("");
}

/* Ends the program when something that must work does not. */
static void desk_need(bool ok, const struct pl_errors *errors, const struct pl_error *err)
{
	if (ok)
		return;
	printf("Bail out! %s\n", errors && errors->n > 0 ? errors->items[0].text
				 : err && err->text ? err->text : "no reason given");
	exit(1);
}

static void desk_pins(struct desk *desk, const char *file, const char *text)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	char *body = desk_text(desk->family, text);
	char *all = pl_ends_with(file, ".yaml") ? pl_asprintf("pinlab: 1\nkind: pins\n%s\n", body)
						: pl_strdup(body);
	struct pl_bytes bytes = { (const uint8_t *)all, strlen(all) };
	struct pl_pinfile *pinfile = pl_pinfile_read(file, bytes, NULL, &errors);

	desk_need(pinfile, &errors, NULL);
	desk->pinfiles[desk->input.n_files] = pinfile;
	desk->files[desk->input.n_files++] =
		(struct pl_gate_file){ .pins = pinfile, .client = pinfile->client };
	free(all);
	free(body);
}

/* Files of certificates, "; " between them. */
static void desk_chains(struct desk *desk, const char *words)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	int number = 1;

	while (*words) {
		size_t len = strcspn(words, ";");
		char *one = pl_strndup(words, len), *file = pl_asprintf("chain-%d.pem", number++);
		struct pl_cert_list list = family_list(desk->family, one);

		desk_need(pl_chains_gather(desk->family->pki, &list, file, &desk->trust,
					   &desk->chains, &errors), &errors, NULL);
		pl_cert_list_clear(&list);
		free(one);
		free(file);
		words += len;
		words += strspn(words, "; ");
	}
}

static int64_t desk_date(const char *text)
{
	const char *why = NULL;
	int64_t at = 0;

	if (!pl_time_parse(text, &at, &why)) {
		printf("Bail out! %s: %s\n", text, why);
		exit(1);
	}
	return at;
}

static void desk_begin(struct desk *desk, struct family *family, const char *trust)
{
	*desk = (struct desk){ .family = family };
	desk->trust = family_list(family, trust);
	desk->input = (struct pl_gate_input){
		.facts = pl_facts_standard(),
		.release_rhythm = 30 * PL_DAY,
		.rhythm_origin = "assumed",
	};
}

static struct pl_gate *desk_run(struct desk *desk, const char *at)
{
	struct pl_error err = PL_ERROR_INIT;

	desk->input.at = desk_date(at);
	desk->input.chains = &desk->chains;
	desk->input.anchors = &desk->trust;
	desk->input.files = desk->files;
	desk->input.hosts = desk->hosts;
	desk->gate = pl_gate_run(&desk->input, &err);
	desk_need(desk->gate, NULL, &err);
	return desk->gate;
}

static void desk_end(struct desk *desk)
{
	pl_gate_free(desk->gate);
	for (size_t i = 0; i < desk->input.n_files; i++)
		pl_pinfile_free(desk->pinfiles[i]);
	pl_serveds_clear(&desk->chains);
	pl_cert_list_clear(&desk->trust);
}

#endif
