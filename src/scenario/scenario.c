/* How does a scenario file become a model: its parts, its defaults, and the checks after them? */
#include <config.h>

#include "scenario/scenario.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/yaml.h"
#include "lab/attack.h"
#include "scenario/file.h"
#include "scenario/source.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const char *const key_words[] = { "lab", "real", NULL };

static void read_facts(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_model *model = target;
	const struct pl_facts *const *all, *found;
	struct pl_buf names = PL_BUF_INIT;
	size_t n;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "facts", "an edition like 2026-11"))
		return;
	found = pl_facts_find(node->text);
	if (found) {
		model->facts = found;
		return;
	}
	all = pl_facts_editions(&n);
	for (size_t i = 0; i < n; i++)
		pl_buf_printf(&names, "%s%s", i ? ", " : "", pl_facts_edition(all[i]));
	pl_decode_error(decoder, node->pos,
			"'%s' is no edition of the facts that this version knows; they are %s; "
			"write one of them, or leave the key out",
			pl_decode_show(decoder, node->text), pl_buf_str(&names));
	pl_buf_clear(&names);
}

#define INCIDENT(member) offsetof(struct pl_incident_def, member)

static const struct pl_field incident_fields[] = {
	{ .name = "date", .type = PL_FIELD_DATE, .required = true, .offset = INCIDENT(date),
	  .help = "the day it began" },
	{ .name = "what", .type = PL_FIELD_TEXT, .required = true, .offset = INCIDENT(what),
	  .help = "what happened, in one line" },
	{ .name = "broke", .type = PL_FIELD_TEXT, .required = true, .offset = INCIDENT(broke),
	  .help = "who was cut off, or read" },
	{ .name = "saved-by", .type = PL_FIELD_TEXT, .required = true,
	  .offset = INCIDENT(saved_by),
	  .help = "what would have kept them going" },
	{ .name = "source", .type = PL_FIELD_TEXT, .required = true, .offset = INCIDENT(source),
	  .help = "where it is told" },
};
const struct pl_shape pl_shape_incident = { "an incident", incident_fields,
					    PL_ARRAY_LEN(incident_fields) };

static void check_incident_words(struct pl_decoder *decoder, const struct pl_node *node)
{
	for (size_t i = 0; i < node->n; i++)
		if (node->items[i]->kind == PL_NODE_TEXT && !*node->items[i]->text)
			pl_decode_error(decoder, node->items[i]->pos, "'%s' is empty; say it in "
					"a sentence", node->keys[i]->text);
}

static void read_incident(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_model *model = target;

	if (!pl_decode_is(decoder, node, PL_NODE_MAP, "incident", "a map"))
		return;
	pl_decode_map(decoder, node, &pl_shape_incident, &model->incident);
	check_incident_words(decoder, node);
}

static void read_keys(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_model *model = target;

	model->real_keys = pl_decode_choice(decoder, node, "keys", key_words) == 1;
}

static void read_tag(struct pl_decoder *decoder, const struct pl_node *node, struct pl_model *model)
{
	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "tags", "a list of words") ||
	    !pl_decode_label(decoder, node, "a tag"))
		return;
	if (pl_streq(node->text, "and") || pl_streq(node->text, "or") ||
	    pl_streq(node->text, "not")) {
		pl_decode_error(decoder, node->pos, "'%s' is a word of --tags, which could not ask "
				"for it; choose another", node->text);
		return;
	}
	model->tags = pl_realloc(model->tags, model->n_tags + 1, sizeof(*model->tags));
	model->tags[model->n_tags++] = pl_strdup(node->text);
}

static void read_tags(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	if (node->kind != PL_NODE_LIST) {
		read_tag(decoder, node, target);
		return;
	}
	for (size_t i = 0; i < node->n; i++)
		read_tag(decoder, node->items[i], target);
}

/* Whoever reads it later wants to know why: yes is no reason. */
static void read_reason(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
			char **out)
{
	if (!pl_decode_text(decoder, node, name, out))
		return;
	if (**out == '\0' || strcmp(*out, "true") == 0 || strcmp(*out, "false") == 0)
		pl_decode_error(decoder, node->pos,
				"'%s' takes the reason, as a sentence; without it leave the key out",
				name);
}

static void read_skip(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	read_reason(decoder, node, "skip", &((struct pl_model *)target)->skip);
}

static void read_known_bad(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_model *model = target;

	read_reason(decoder, node, "known-bad", &model->known_bad);
	if (model->skip)
		pl_decode_error(decoder, node->pos,
				"a scenario that is skipped is not known to be bad; take out one "
				"of the two");
}

static void read_focus(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	static const struct pl_field field = { .name = "focus", .type = PL_FIELD_BOOL,
					       .offset = offsetof(struct pl_model, focus) };

	pl_decode_plain(decoder, &field, node, target);
	((struct pl_model *)target)->focus_pos = pl_decode_pos(decoder, node);
}

static void read_attacks(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	const struct pl_attack *const *all;
	size_t before = decoder->count, n;
	const char **names;

	all = pl_attacks(&n);
	names = pl_calloc(n + 1, sizeof(*names));
	for (size_t i = 0; i < n; i++)
		names[i] = all[i]->name;
	for (size_t i = 0; i < node->n; i++) {
		const struct pl_node *item = node->items[i];

		if (pl_decode_is(decoder, item, PL_NODE_TEXT, "attacks", "a list of attacks") &&
		    !pl_model_add_attack(target, item->text))
			pl_decode_unknown(decoder, item->pos, "attack", item->text, names, n);
	}
	free(names);
	decoder->bad_attacks = decoder->count != before;
}

static void read_until(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_model *model = target;

	if (pl_decode_date(decoder, node, "until", &model->until) && model->until <= model->start)
		pl_decode_error(decoder, node->pos,
				"the run would end before it starts; move 'until' after 'start'");
}

/* In the order in which they are read: what others refer to comes first. */
static const struct pl_field scenario_fields[] = {
	{ .name = "pinlab", .type = PL_FIELD_VALUE, .required = true, .read = pl_decode_skip,
	  .def = "format",
	  .help = "the version of this format: 1" },
	{ .name = "kind", .type = PL_FIELD_VALUE, .read = pl_decode_skip, .def = "kind",
	  .help = "scenario, which it is if omitted" },
	{ .name = "include", .type = PL_FIELD_TEXTS, .read = pl_decode_skip,
	  .help = "files whose hosts, devices, strategies and events come before its own" },
	{ .name = "vars", .type = PL_FIELD_VALUE, .read = pl_decode_skip, .def = "vars",
	  .help = "variables: ${NAME} in any value stands for what is given here" },
	{ .name = "sweep", .type = PL_FIELD_VALUE, .read = pl_decode_skip, .def = "sweep",
	  .help = "variables with several values each: one run per combination" },
	{ .name = "facts", .type = PL_FIELD_VALUE, .read = read_facts, .def = "facts",
	  .help = "edition of the built-in dated facts" },
	{ .name = "name", .type = PL_FIELD_TEXT, .offset = offsetof(struct pl_model, name),
	  .help = "one line" },
	{ .name = "about", .type = PL_FIELD_TEXT, .offset = offsetof(struct pl_model, about),
	  .help = "two or three sentences" },
	{ .name = "incident", .type = PL_FIELD_VALUE, .read = read_incident, .def = "incident",
	  .help = "the real event that this replays, for `pinlab list incidents`" },
	{ .name = "tags", .type = PL_FIELD_TEXTS, .read = read_tags,
	  .help = "words to select it by" },
	{ .name = "skip", .type = PL_FIELD_VALUE, .read = read_skip, .def = "text",
	  .help = "why it is not run for now" },
	{ .name = "known-bad", .type = PL_FIELD_VALUE, .read = read_known_bad, .def = "text",
	  .help = "why not all that it expects is met for now; red once it is" },
	{ .name = "focus", .type = PL_FIELD_VALUE, .read = read_focus, .def = "yes-or-no",
	  .help = "true: of all scenarios that are selected only those that say so are run; "
		  "refused in CI" },
	{ .name = "seed", .type = PL_FIELD_SEED, .offset = offsetof(struct pl_model, seed),
	  .help = "of every key and serial number; 1 if omitted" },
	{ .name = "keys", .type = PL_FIELD_CHOICE, .choices = key_words, .read = read_keys,
	  .help = "real: with the algorithms of the real authorities; lab: P-256 throughout, "
		  "which is faster" },
	{ .name = "start", .type = PL_FIELD_DATE, .required = true,
	  .offset = offsetof(struct pl_model, start),
	  .help = "when the first step is, and the app is built" },
	{ .name = "shadow", .type = PL_FIELD_VALUE, .read = pl_decode_skip,
	  .shape = &pl_shape_shadow,
	  .help = "instead of hierarchy and hosts: one's own chains and pin files, read again at "
		  "every run" },
	{ .name = "hierarchy", .type = PL_FIELD_VALUE, .required = true, .unless = "shadow",
	  .read = pl_decode_skip, .def = "hierarchy-ref",
	  .help = "by bare name, by path with a slash, or written out" },
	{ .name = "logs", .type = PL_FIELD_NAMED, .shape = &pl_shape_log, .add = pl_decode_add_log,
	  .help = "of Certificate Transparency; omitted: three of the lab's own, once something "
		  "asks for them" },
	{ .name = "hosts", .type = PL_FIELD_NAMED, .required = true, .unless = "shadow",
	  .shape = &pl_shape_host, .add = pl_decode_add_host,
	  .help = "what clients connect to" },
	{ .name = "devices", .type = PL_FIELD_NAMED, .shape = &pl_shape_device,
	  .add = pl_decode_add_device,
	  .help = "what clients run on; omitted: a phone that trusts every root" },
	{ .name = "strategies", .type = PL_FIELD_LIST, .read = pl_decode_strategies,
	  .def = "strategy-list",
	  .help = "built-in ones by name, your own as maps; omitted: the six of the first lesson" },
	{ .name = "attacks", .type = PL_FIELD_LIST, .read = read_attacks, .def = "attack-list",
	  .help = "tried at every step; omitted: all" },
	{ .name = "fleet", .type = PL_FIELD_VALUE, .read = pl_decode_fleet, .def = "fleet",
	  .help = "the installed copies of the app, and how they update" },
	{ .name = "events", .type = PL_FIELD_LIST, .read = pl_decode_events, .def = "event-list",
	  .help = "what happens, in order" },
	{ .name = "until", .type = PL_FIELD_VALUE, .read = read_until, .def = "date",
	  .help = "when the run ends; omitted: with the last event" },
	{ .name = "verdicts", .type = PL_FIELD_VALUE, .read = pl_decode_table, .def = "table",
	  .help = "a truth table: a line per strategy, a column per moment, a letter per state" },
	{ .name = "expect", .type = PL_FIELD_LIST, .read = pl_decode_claims, .def = "claim-list",
	  .help = "what must be so over the whole run" },
	{ .name = "target", .type = PL_FIELD_VALUE, .read = pl_decode_target, .def = "target",
	  .help = "what a plan must keep, and which event may move for it" },
};
const struct pl_shape pl_shape_scenario = { "a scenario", scenario_fields,
					    PL_ARRAY_LEN(scenario_fields) };

/* What a file that is included may have; what is merged has a reader. */
static const struct pl_field part_fields[] = {
	{ .name = "pinlab", .type = PL_FIELD_VALUE, .required = true, .read = pl_decode_skip,
	  .def = "format",
	  .help = "the version of this format: 1" },
	{ .name = "kind", .type = PL_FIELD_VALUE, .read = pl_decode_skip, .def = "part-kind",
	  .help = "part" },
	{ .name = "name", .type = PL_FIELD_TEXT, .read = pl_decode_skip, .help = "one line" },
	{ .name = "about", .type = PL_FIELD_TEXT, .read = pl_decode_skip,
	  .help = "two or three sentences" },
	{ .name = "include", .type = PL_FIELD_TEXTS, .read = pl_decode_skip,
	  .help = "files that this one builds on" },
	{ .name = "vars", .type = PL_FIELD_VALUE, .read = pl_decode_skip, .def = "vars",
	  .help = "variables; those of who includes it win" },
	{ .name = "hierarchy", .type = PL_FIELD_VALUE, .read = pl_decode_skip,
	  .def = "hierarchy-ref",
	  .help = "by bare name, by path with a slash, or written out" },
	{ .name = "hosts", .type = PL_FIELD_NAMED, .shape = &pl_shape_host,
	  .add = pl_decode_add_host,
	  .help = "what clients connect to" },
	{ .name = "devices", .type = PL_FIELD_NAMED, .shape = &pl_shape_device,
	  .add = pl_decode_add_device,
	  .help = "what clients run on" },
	{ .name = "strategies", .type = PL_FIELD_LIST, .read = pl_decode_strategies,
	  .def = "strategy-list",
	  .help = "built-in ones by name, your own as maps" },
	{ .name = "events", .type = PL_FIELD_LIST, .read = pl_decode_events, .def = "event-list",
	  .help = "what happens, in order" },
};
const struct pl_shape pl_shape_part = { "a part", part_fields, PL_ARRAY_LEN(part_fields) };

/* False when the hierarchy is not usable: what refers to it is not checked then.
 * A broken file's own errors come after those of the scenario. */
static bool read_hierarchy(struct pl_decoder *decoder, const struct pl_node *root,
			   struct pl_errors *below)
{
	const struct pl_node *node = pl_node_get(root, "hierarchy", NULL);
	size_t before = decoder->count;
	char *path, *text;
	bool ok = false;

	if (!node)
		return false;
	if (node->kind == PL_NODE_MAP) {
		pl_decode_hierarchy_map(decoder, node);
		return decoder->count == before;
	}
	if (!pl_decode_text(decoder, node, "hierarchy", &decoder->model->hierarchy))
		return false;
	path = pl_hierarchy_find(node->text, node->pos.file, decoder->certs_dir);
	if (path) {
		ok = pl_hierarchy_read(decoder->model, path, decoder->certs_dir, below);
	} else {
		text = pl_hierarchy_missing(node->text, decoder->certs_dir);
		pl_decode_error(decoder, node->pos, "%s", text);
		free(text);
	}
	free(path);
	return ok;
}

static void add_defaults(struct pl_model *model, const struct pl_node *root)
{
	bool shadow = pl_node_get(root, "shadow", NULL);

	if (!shadow && !pl_node_get(root, "devices", NULL))
		pl_default_device(model);
	if (!shadow && !pl_node_get(root, "strategies", NULL))
		pl_default_strategies(model);
	if (!pl_node_get(root, "attacks", NULL))
		pl_model_all_attacks(model);
}

void pl_scenario_quote(struct pl_error *err)
{
	struct pl_errors unread = PL_ERRORS_INIT;
	struct pl_doc *doc = NULL;
	const char *line = NULL;
	struct stat st;
	size_t len;

	/* A pipe has been read and says nothing twice. */
	if (err->file && err->line > 0 && stat(err->file, &st) == 0 && S_ISREG(st.st_mode))
		doc = pl_yaml_read(err->file, &unread);
	if (doc)
		line = pl_doc_line(doc, err->line, &len);
	if (line)
		pl_error_quote(err, line, len);
	pl_errors_clear(&unread);
	pl_doc_free(doc);
}

/* Cross-references, once everything could be read. What is wrong in the
 * hierarchy's own file comes after what is wrong here. */
static void check(struct pl_decoder *decoder, struct pl_errors *below)
{
	struct pl_errors found = PL_ERRORS_INIT;

	(void)!pl_model_check(decoder->model, &found);
	for (size_t i = 0; i < found.n; i++) {
		if (!found.items[i].file || pl_streq(found.items[i].file, decoder->file)) {
			pl_decode_take(decoder, &found.items[i]);
		} else {
			pl_scenario_quote(&found.items[i]);
			pl_errors_take(below, &found.items[i]);
		}
	}
	decoder->errors->dropped += found.dropped;
	pl_errors_clear(&found);
}

static void read_scenario(struct pl_decoder *decoder, const struct pl_node *root,
			  const struct pl_settings *settings, struct pl_errors *below)
{
	const char *adoption = settings ? settings->adoption : NULL;
	bool whole = pl_node_get(root, "shadow", NULL) ? pl_decode_shadow(decoder, root, below)
							: read_hierarchy(decoder, root, below);

	add_defaults(decoder->model, root);
	pl_decode_map(decoder, root, &pl_shape_scenario, decoder->model);
	if (adoption && decoder->model->fleet)
		pl_decode_adoption_file(decoder, adoption, adoption);
	if (whole && decoder->count == 0)
		check(decoder, below);
}

static void refuse_kind(struct pl_decoder *decoder, const struct pl_node *root,
			enum pl_file_kind kind)
{
	const struct pl_node *node = pl_node_get(root, "kind", NULL);

	pl_decode_error(decoder, node ? node->pos : root->pos,
			kind == PL_FILE_HIERARCHY ? "this is a hierarchy, not a scenario; a "
						    "scenario names it under hierarchy:"
			: kind == PL_FILE_PART	  ? "this is a part, not a scenario; a scenario "
						    "names it under include:"
						  : "these are pins, not a scenario; a scenario reads "
						    "them with pins: {file: ...}");
}

/* Reads a model from what the source says; the model is the caller's either way. */
static bool read_model(const struct pl_source *source, const struct pl_node *root,
		       struct pl_model *model, const char *certs_dir, struct pl_errors *errors)
{
	struct pl_errors below = PL_ERRORS_INIT;
	enum pl_file_kind kind;
	struct pl_reading reading;
	bool ok;

	pl_reading_begin(&reading, model, NULL, certs_dir);
	reading.decoder.docs = source->docs;
	reading.decoder.n_docs = source->n_docs;
	reading.decoder.file = pl_model_file(model, source->file);
	if (pl_decode_head(&reading.decoder, root, &kind)) {
		if (kind == PL_FILE_SCENARIO)
			read_scenario(&reading.decoder, root, source->settings, &below);
		else
			refuse_kind(&reading.decoder, root, kind);
	}
	ok = pl_reading_finish(&reading, errors) && below.n == 0;
	for (size_t i = 0; i < below.n; i++)
		pl_errors_take(errors, &below.items[i]);
	errors->dropped += below.dropped;
	pl_errors_clear(&below);
	return ok;
}

struct pl_model *pl_source_model(const struct pl_source *source, size_t variant,
				 const char *certs_dir, struct pl_errors *errors)
{
	struct pl_nodes tree = { 0 };
	const struct pl_node *root = pl_source_resolve(source, variant, &tree, errors);
	struct pl_model *model = pl_model_new();
	bool ok;

	model->file = pl_strdup(source->file);
	model->variant = pl_strdup(pl_source_variant(source, variant));
	model->n_variants = pl_source_variants(source);
	ok = root && read_model(source, root, model, certs_dir, errors);
	pl_nodes_clear(&tree);
	if (ok)
		return model;
	pl_model_free(model);
	return NULL;
}

static struct pl_model *first_model(struct pl_source *source, const char *certs_dir,
				    struct pl_errors *errors)
{
	struct pl_model *model = source ? pl_source_model(source, 0, certs_dir, errors) : NULL;

	pl_source_free(source);
	return model;
}

struct pl_model *pl_scenario_parse(const char *file, struct pl_bytes text, const char *certs_dir,
				   struct pl_errors *errors)
{
	return first_model(pl_source_parse(file, text, NULL, errors), certs_dir, errors);
}

struct pl_model *pl_scenario_load(const char *path, const char *certs_dir, struct pl_errors *errors)
{
	return first_model(pl_source_open(path, NULL, errors), certs_dir, errors);
}

struct pl_model *pl_scenario_default(const char *hierarchy, const char *certs_dir,
				     struct pl_errors *errors)
{
	struct pl_model *model = pl_model_new();
	const char *name = hierarchy ? hierarchy : "default";

	/* A path given on the command line is relative to the working directory. */
	if (!pl_hierarchy_load(model, name, NULL, certs_dir, errors)) {
		pl_model_free(model);
		return NULL;
	}
	model->hierarchy = pl_strdup(name);
	pl_default_host(model);
	pl_default_device(model);
	return model;
}
