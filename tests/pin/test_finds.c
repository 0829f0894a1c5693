/* One pin alone: is it on anything that its client looks at? */
#include <config.h>

#include "tests/pin/ask.h"

struct row {
	const char *client;
	const char *pinned; /* "leaf", "inter", "root" */
	enum pl_pin_form form;
	bool want;
};

static const struct row rows[] = {
	{ "generic", "leaf", PL_FORM_SPKI, true },
	{ "generic", "root", PL_FORM_CERTIFICATE, true },
	{ "okhttp", "root", PL_FORM_SPKI, true },
	{ "leaf-only", "leaf", PL_FORM_KEY, true },
	{ "leaf-only", "inter", PL_FORM_SPKI, false },
	{ "curl", "root", PL_FORM_SPKI, false },
	{ "any-presented", "inter", PL_FORM_SPKI, true },
	{ "any-presented", "root", PL_FORM_SPKI, false },
	{ "ca-only", "leaf", PL_FORM_SPKI, false },
	{ "ca-only", "inter", PL_FORM_SPKI, true },
	{ "dane-3", "leaf", PL_FORM_SPKI, true },
	{ "dane-3", "inter", PL_FORM_SPKI, false },
	{ "dane-2", "inter", PL_FORM_SPKI, true },
	{ "dane-2", "root", PL_FORM_SPKI, false },
	{ "trustkit-android", "inter", PL_FORM_SPKI, true },
};

static const struct pl_cert *pinned(const struct fixture *f, const char *name)
{
	size_t at = pl_streq(name, "leaf") ? 0 : pl_streq(name, "inter") ? 1 : 2;

	return f->path.certs[at];
}

static void check(const struct fixture *f, const struct row *row)
{
	const struct pl_client *client = pl_client_find(row->client);
	struct pl_pinset *set = pl_pinset_new();
	struct pl_pin_question q = question(f, set);
	const struct pl_cert *want = pinned(f, row->pinned);
	struct pl_pin *pin = pin_cert(set, 0, row->form, want);

	tap_ok(client && pl_client_finds(client, &q, pin) == (row->want ? want : NULL),
	       "%s with %s of the %s: %s", row->client, pl_pin_form_name(row->form), row->pinned,
	       row->want ? "found" : "not looked at");
	pl_pinset_unref(set);
}

/* A single pin is found even where the client would not load a set of one. */
static void check_lists(const struct fixture *f)
{
	const struct pl_client *apple = pl_client_find("apple-nspinneddomains");
	struct pl_pinset *set = pl_pinset_new();
	struct pl_pin_question q = question(f, set);
	struct pl_pin *pin = pin_cert(set, 0, PL_FORM_SPKI, f->path.certs[0]);

	pin->list = PL_LIST_CA;
	tap_ok(!pl_client_finds(apple, &q, pin), "the leaf's key in the list for authorities");
	pin->list = PL_LIST_LEAF;
	tap_ok(pl_client_finds(apple, &q, pin) == f->path.certs[0], "and in the leaf's");
	pl_pinset_unref(set);
}

int main(void)
{
	struct fixture f;

	fixture_init(&f);
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++)
		check(&f, &rows[i]);
	check_lists(&f);
	fixture_clear(&f);
	pl_pki_shutdown();
	return tap_done();
}
