/*
 * One file, several runs: what is included, what variables stand for, which
 * variants sweeps and any-of make, and how each mistake in that is told.
 */
#include <config.h>

#include <unistd.h>

#include "tests/scenario/files.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define HEAD "pinlab: 1\nstart: 2027-05-01\nhierarchy: default\n"
#define HOST "hosts: {api: {name: api.example.test, issuer: north-a1}}\n"

static struct pl_source *parse(const char *text, const struct pl_settings *settings,
			       struct pl_errors *errors)
{
	return pl_source_parse("x.yaml",
			       (struct pl_bytes){ (const uint8_t *)text, strlen(text) }, settings,
			       errors);
}

static struct pl_model *model_of(const struct pl_source *source, size_t variant)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	char *certs = source_path("certs");
	struct pl_model *model = pl_source_model(source, variant, certs, &errors);

	if (!model && errors.n)
		tap_note("%s", errors.items[0].text);
	pl_errors_clear(&errors);
	free(certs);
	return model;
}

/* The file's variants by name, in their order. */
static const struct {
	const char *what, *text;
	const char *names[5]; /* up to the first NULL; none: one without a name */
} names[] = {
	{ "a plain file has one variant", HEAD HOST, { NULL } },
	{ "a sweep has one for each value", HEAD HOST "sweep: {key: [same, new]}\n",
	  { "key=same", "key=new" } },
	{ "two have every combination, the last turns fastest",
	  HEAD HOST "sweep: {a: [1, 2], b: [x, y]}\n",
	  { "a=1 b=x", "a=1 b=y", "a=2 b=x", "a=2 b=y" } },
	{ "any-of is named after its key",
	  HEAD "hosts: {api: {name: api.example.test, issuer: {any-of: [north-a1, north-a2]}}}\n",
	  { "issuer=north-a1", "issuer=north-a2" } },
	{ "a second one after its host too",
	  HEAD "hosts:\n  a: {name: a.example.test, issuer: {any-of: [north-a1]}}\n"
	       "  b: {name: b.example.test, issuer: {any-of: [north-a1, north-a2]}}\n",
	  { "issuer=north-a1 b.issuer=north-a1", "issuer=north-a1 b.issuer=north-a2" } },
	{ "an event's parameter may be left open",
	  HEAD HOST "events: [{swap-intermediate: {to: {any-of: [north-a2, north-b1]}}}]\n",
	  { "to=north-a2", "to=north-b1" } },
	{ "values are spelt with variables", HEAD HOST "vars: {n: 2}\nsweep: {a: [1]}\n"
	  "events: [{swap-intermediate: {to: {any-of: [\"north-a${n}\", north-b1]}}}]\n",
	  { "a=1 to=north-a2", "a=1 to=north-b1" } },
	{ "one choice leaves one variant, without a name",
	  HEAD "hosts: {api: {name: api.example.test, issuer: {any-of: [north-a2]}}}\n", { NULL } },
};

static void test_names(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(names); i++) {
		struct pl_errors errors = PL_ERRORS_INIT;
		struct pl_source *source = parse(names[i].text, NULL, &errors);
		size_t n = 0;
		bool same = source;

		while (names[i].names[n])
			n++;
		same = same && pl_source_variants(source) == (n ? n : 1);
		for (size_t k = 0; same && k < (n ? n : 1); k++)
			same = pl_streq(pl_source_variant(source, k), names[i].names[k]) &&
			       (!n || pl_source_find(source, names[i].names[k]) == k);
		tap_ok(same, "%s", names[i].what);
		if (!same && source)
			tap_note("%zu variants, the first %s", pl_source_variants(source),
				 pl_source_variant(source, 0));
		pl_source_free(source);
		pl_errors_clear(&errors);
	}
}

static void test_models(void)
{
	static const char text[] = "pinlab: 1\nname: about ${key}\nstart: 2027-05-01\n"
		"hierarchy: default\nvars: {life: 60d, unused: x}\nsweep: {key: [same, new]}\n"
		"hosts:\n  api:\n    name: api.example.test\n    lifetime: ${life}\n"
		"    issuer: {any-of: [north-a1, north-a2]}\n"
		"    renews: {before: 30d, key: \"${key}\"}\n"
		"x-free: ${nothing}\nabout: costs $${5}\n";
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_source *source = parse(text, NULL, &errors);
	struct pl_model *model = source ? model_of(source, 3) : NULL;

	tap_ok(model && pl_streq(model->name, "about new"), "a variable stands within a text");
	tap_ok(model && pl_streq(model->about, "costs ${5}"), "$${ is ${");
	tap_ok(model && pl_streq(model->hosts[0].issuer, "north-a2") &&
		       model->hosts[0].renew_key == PL_KEY_NEW &&
		       model->hosts[0].lifetime == 60 * PL_DAY,
	       "the last variant has the last of each choice");
	tap_ok(model && pl_streq(model->variant, "key=new issuer=north-a2") &&
		       model->n_variants == 4,
	       "the model says which it is, and of how many");
	tap_ok(source && pl_source_has(source, "life") && pl_source_has(source, "key") &&
		       !pl_source_has(source, "issuer"),
	       "what is a variable, and what is not");
	pl_model_free(model);
	pl_source_free(source);
	pl_errors_clear(&errors);
}

static void test_settings(void)
{
	static const char text[] = HEAD "vars: {renew-life: 60d, other: 1d}\n"
		"sweep: {key: [same, new]}\n"
		"hosts: {api: {name: api.example.test, issuer: north-a1, "
		"lifetime: \"${renew-life}\", renews: {before: 10d, key: \"${key}\"}}}\n";
	struct pl_setting items[] = {
		{ "RENEW_LIFE", "70d", true },
		{ "renew-life", "80d", false },
		{ "renew-life", "81d", false },
		{ "KEY", "new", true },
		{ "other", "7d", true }, /* not as the environment spells it */
	};
	struct pl_settings settings = { .items = items, .n = PL_ARRAY_LEN(items) };
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_source *source = parse(text, &settings, &errors);
	struct pl_model *model = source ? model_of(source, 0) : NULL;

	tap_ok(model && model->hosts[0].lifetime == 81 * PL_DAY,
	       "the command line wins over the environment, its last word over the first");
	tap_ok(model && model->hosts[0].renew_key == PL_KEY_NEW && model->n_variants == 1,
	       "the environment wins over the file, and settles a sweep");
	pl_model_free(model);
	pl_source_free(source);
	settings.n = 1;
	source = parse(text, &settings, &errors);
	model = source ? model_of(source, 0) : NULL;
	tap_ok(model && model->hosts[0].lifetime == 70 * PL_DAY && model->n_variants == 2,
	       "without a word on the command line the environment counts");
	pl_model_free(model);
	pl_source_free(source);
	pl_errors_clear(&errors);
}

static const struct {
	const char *what, *text;
	int line, column;
	const char *want;
} broken[] = {
	{ "an unknown variable", HEAD HOST "vars: {life: 60d}\nname: ${live}\n", 6, 7,
	  "no variable 'live'; did you mean 'life'?" },
	{ "a variable where there is none", HEAD HOST "name: ${live}\n", 5, 7, "none at all" },
	{ "a variable without its end", HEAD HOST "name: ${live\n", 5, 7, "write $${" },
	{ "vars as a list", HEAD HOST "vars: [a]\n", 5, 7, "a map from names to values" },
	{ "a variable with two values", HEAD HOST "vars: {a: [1, 2]}\n", 5, 11, "a sweep" },
	{ "a variable's name", HEAD HOST "vars: {1a: x}\n", 5, 8, "beginning with a letter" },
	{ "a swept name", HEAD HOST "sweep: {1a: [x]}\n", 5, 9, "beginning with a letter" },
	{ "sweep as a list", HEAD HOST "sweep: [a]\n", 5, 8, "a map from variables" },
	{ "a sweep of nothing", HEAD HOST "sweep: {a: []}\n", 5, 12, "a list of values" },
	{ "a sweep of maps", HEAD HOST "sweep: {a: [{b: c}]}\n", 5, 13, "plain values, not a map" },
	{ "a value twice", HEAD HOST "sweep: {a: [x, y, x]}\n", 5, 19, "listed twice" },
	{ "swept and given", HEAD HOST "vars: {a: x}\nsweep: {a: [x]}\n", 6, 9,
	  "a variable already, at line 5" },
	{ "too many variants",
	  HEAD HOST "sweep:\n  a: [1, 2, 3, 4, 5]\n  b: [1, 2, 3, 4, 5]\n  c: [1, 2, 3]\n", 8, 3,
	  "75 variants of the scenario, and 64 are the most" },
	{ "any-of nothing", HEAD "hosts: {a: {name: a.example.test, issuer: {any-of: []}}}\n", 4,
	  52, "a list of values" },
	{ "any-of with something beside it",
	  HEAD "hosts: {a: {name: a.example.test, issuer: {any-of: [x], pool: [y]}}}\n", 4, 43,
	  "stands alone" },
	{ "any-of where nothing is chosen", HEAD HOST "name: {any-of: [a, b]}\n", 5, 7,
	  "'name' takes a text, not a map" },
	{ "a variant that is wrong",
	  HEAD "hosts: {a: {name: a.example.test, issuer: {any-of: [nobody]}}}\n", 4, 9,
	  "nobody" },
	{ "what is not there to include", HEAD HOST "include: [./none.yaml]\n", 5, 11,
	  "relative to the file that names it" },
	{ "what is no file to include", HEAD HOST "include: [/dev/zero]\n", 5, 11, "no file" },
	{ "an include of nothing", HEAD HOST "include: {a: b}\n", 5, 10, "paths of files" },
};

static void test_broken(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(broken); i++) {
		struct pl_errors errors = PL_ERRORS_INIT;
		struct pl_model *model = parse_text("x.yaml", broken[i].text, &errors);
		const struct pl_error *err = errors.n ? &errors.items[0] : NULL;

		tap_ok(!model && err && err->line == broken[i].line &&
			       err->column == broken[i].column && err->quote &&
			       strstr(err->text, broken[i].want),
		       "%s is told with its place", broken[i].what);
		if (err)
			tap_note("%d:%d %s", err->line, err->column, err->text);
		pl_model_free(model);
		pl_errors_clear(&errors);
	}
}

static char folder[] = "/tmp/pinlab-variants-XXXXXX";

static void put(const char *name, const char *text)
{
	struct pl_error err = PL_ERROR_INIT;
	char *path = pl_path_join(folder, name);

	if (!pl_file_write(path, text, strlen(text), 0600, &err))
		tap_note("%s", err.text);
	pl_error_clear(&err);
	free(path);
}

static struct pl_model *load(const char *name, struct pl_errors *errors)
{
	char *certs = source_path("certs"), *path = pl_path_join(folder, name);
	struct pl_model *model = pl_scenario_load(path, certs, errors);

	free(path);
	free(certs);
	return model;
}

static const struct {
	const char *name, *text;
} files[] = {
	{ "base.yaml", "pinlab: 1\nkind: part\nhierarchy: ./h.yaml\nvars: {life: 60d, key: same}\n"
		       "devices: {phone: {trust: [root]}}\n"
		       "hosts: {api: {name: api.example.test, issuer: ca, lifetime: \"${life}\"}}\n"
		       "events:\n  - {at: 2027-06-01, renew: {host: api, key: same}, id: first}\n" },
	{ "middle.yaml", "pinlab: 1\nkind: part\ninclude: base.yaml\nstrategies: [leaf-spki]\n" },
	{ "h.yaml", "pinlab: 1\nkind: hierarchy\noperators: {o: {}}\n"
		    "authorities: {root: {operator: o, subject: CN=R}, ca: {operator: o, subject: "
		    "CN=C}}\ncertificates:\n"
		    "  root: {of: root, by: root, from: 2020-01-01, to: 2040-01-01}\n"
		    "  ca: {of: ca, by: root, from: 2020-01-01, to: 2039-01-01}\n" },
	{ "good.yaml", "pinlab: 1\nstart: 2027-05-01\ninclude: [./middle.yaml]\nvars: {life: 50d}\n"
		       "hosts: {web: {name: web.example.test, issuer: ca}}\n"
		       "strategies: [root-spki]\n"
		       "events: [{at: first + 1d, renew: {host: web, key: new}}]\n" },
	{ "twice.yaml", "pinlab: 1\nstart: 2027-05-01\ninclude: [./base.yaml]\n"
			"hosts: {api: {name: b.example.test, issuer: ca}}\n" },
	{ "circle.yaml", "pinlab: 1\nkind: part\ninclude: [./round.yaml]\n" },
	{ "round.yaml", "pinlab: 1\nstart: 2027-05-01\ninclude: [./circle.yaml]\n" },
	{ "again.yaml", "pinlab: 1\nstart: 2027-05-01\ninclude: [./base.yaml, ./base.yaml]\n" },
	{ "foreign.yaml", "pinlab: 1\nstart: 2027-05-01\ninclude: [./h.yaml]\n" },
	{ "slip.yaml", "pinlab: 1\nkind: part\nhost: {}\n" },
	{ "slips.yaml", "pinlab: 1\nstart: 2027-05-01\ninclude: [./slip.yaml]\n" },
	{ "bad.yaml", "pinlab: 1\nkind: part\nhosts: {api: {name: api.example.test, issuer: ca, "
		      "lifetime: long}}\nhierarchy: ./h.yaml\n" },
	{ "uses-bad.yaml", "pinlab: 1\nstart: 2027-05-01\ninclude: [./bad.yaml]\n" },
	{ "both.yaml", "pinlab: 1\nstart: 2027-05-01\nhierarchy: default\ninclude: [./base.yaml]\n" },
};

static const struct {
	const char *file, *at; /* where the error is */
	int line;
	const char *want;
} refused[] = {
	{ "twice.yaml", "twice.yaml", 4, "'api' is there already" },
	{ "round.yaml", "circle.yaml", 3, "includes itself" },
	{ "again.yaml", "again.yaml", 3, "included already" },
	{ "foreign.yaml", "h.yaml", 2, "named under hierarchy" },
	{ "slips.yaml", "slip.yaml", 3, "did you mean 'hosts'?" },
	{ "uses-bad.yaml", "bad.yaml", 3, "'long' is neither a duration" },
	{ "both.yaml", "both.yaml", 3, "cannot be put together" },
	{ "base.yaml", "base.yaml", 2, "a part, not a scenario" },
};

static void test_include(void)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = load("good.yaml", &errors);

	tap_ok(model && model->n_hosts == 2 && pl_streq(model->hosts[0].id, "api") &&
		       pl_streq(model->hosts[1].id, "web"),
	       "hosts of parts come before the file's own");
	if (errors.n)
		tap_note("%s", errors.items[0].text);
	tap_ok(model && model->n_strategies == 2 &&
		       pl_streq(model->strategies[0].name, "leaf-spki"),
	       "and so do strategies");
	tap_ok(model && model->n_events == 2 && pl_streq(model->events[0]->id, "first"),
	       "and events, whose ids the file knows");
	tap_ok(model && model->hosts[0].lifetime == 50 * PL_DAY,
	       "the file's variables win over those of parts");
	tap_ok(model && model->n_authorities == 2,
	       "a part's hierarchy is found beside the part");
	tap_ok(model && pl_ends_with(model->events[0]->pos.file, "base.yaml") &&
		       model->events[0]->pos.line == 8,
	       "positions name the part");
	pl_model_free(model);
	pl_errors_clear(&errors);
	for (size_t i = 0; i < PL_ARRAY_LEN(refused); i++) {
		const struct pl_error *err;

		model = load(refused[i].file, &errors);
		err = errors.n ? &errors.items[0] : NULL;
		tap_ok(!model && err && pl_ends_with(err->file, refused[i].at) &&
			       err->line == refused[i].line && err->quote &&
			       strstr(err->text, refused[i].want),
		       "%s is refused: %s", refused[i].file, refused[i].want);
		if (err)
			tap_note("%s:%d %s", err->file, err->line, err->text);
		pl_model_free(model);
		pl_errors_clear(&errors);
	}
}

static void test_depth(void)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model;

	for (int i = 0; i < 12; i++) {
		char *name = pl_asprintf("deep%d.yaml", i);
		char *text = pl_asprintf("pinlab: 1\nkind: part\ninclude: [./deep%d.yaml]\n", i + 1);

		put(name, text);
		free(name);
		free(text);
	}
	put("deep.yaml", "pinlab: 1\nstart: 2027-05-01\ninclude: [./deep0.yaml]\n");
	model = load("deep.yaml", &errors);
	tap_ok(!model && errors.n == 1 && pl_ends_with(errors.items[0].file, "deep7.yaml") &&
		       strstr(errors.items[0].text, "8 deep at most"),
	       "nine files in each other are too deep");
	pl_model_free(model);
	pl_errors_clear(&errors);
}

static void sweep_up(void)
{
	struct pl_error err = PL_ERROR_INIT;
	char **found;
	size_t n;

	if (!pl_dir_list(folder, &found, &n, &err)) {
		pl_error_clear(&err);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		char *path = pl_path_join(folder, found[i]);

		remove(path);
		free(path);
	}
	pl_names_free(found, n);
	rmdir(folder);
}

int main(void)
{
	test_names();
	test_models();
	test_settings();
	test_broken();
	if (mkdtemp(folder)) {
		for (size_t i = 0; i < PL_ARRAY_LEN(files); i++)
			put(files[i].name, files[i].text);
		test_include();
		test_depth();
		sweep_up();
	} else {
		tap_skip("includes", "no folder for temporary files");
	}
	return tap_done();
}
