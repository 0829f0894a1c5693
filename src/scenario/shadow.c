/* What is the shadow of the chains and pin files that a scenario names? */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "rehearsal/future.h"
#include "rehearsal/inputs.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const char *const renew_words[] = { "same", "new", "backup", NULL };

/* What its map says; texts are borrowed from the nodes. */
struct shadow {
	struct pl_inputs inputs;
	struct pl_shadow_input input;
	struct pl_shadow_label *labels;
	const char **names;
	size_t n_labels, cap_labels, n_names, cap_names;
	uint64_t future;         /* which of them, from 1; 0: none */
	struct pl_errors *below;
};

struct pin_file {
	char *file, *client, *format;
};

static const struct pl_field pin_file_fields[] = {
	{ .name = "file", .type = PL_FIELD_TEXT, .required = true,
	  .offset = offsetof(struct pin_file, file), .help = "relative to the scenario" },
	{ .name = "client", .type = PL_FIELD_TEXT, .offset = offsetof(struct pin_file, client),
	  .help = "whose rules the pins are under; omitted: the format's" },
	{ .name = "format", .type = PL_FIELD_TEXT, .offset = offsetof(struct pin_file, format),
	  .help = "omitted: told by the file" },
};
const struct pl_shape pl_shape_shadow_pins = { "a shadow's pin file", pin_file_fields,
					       PL_ARRAY_LEN(pin_file_fields) };

/* Relative to the file that names it. */
static char *own_path(const struct pl_node *node, const char *name)
{
	char *dir = pl_path_dir(node->pos.file), *path;

	/* What stands beside a file in the working folder is called as it is written. */
	path = pl_streq(dir, ".") ? pl_strdup(name) : pl_path_join(dir, name);
	free(dir);
	return path;
}

/* What is wrong with a file is said at its own line; that it is not there, where it is named. */
static bool read_file(struct pl_decoder *decoder, const struct pl_node *node, const char *path,
		      size_t limit, struct pl_buf *data)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_bytes bytes;
	struct stat st;

	/* A pipe or a device might never end. */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		pl_decode_error(decoder, node->pos, "%s is no plain file; name one that can be read "
				"at every run", path);
		return false;
	}
	if (!pl_file_read(path, limit, data, &err)) {
		pl_decode_error(decoder, node->pos, "%s: %s", path, err.text);
		pl_error_clear(&err);
		return false;
	}
	bytes = (struct pl_bytes){ (const uint8_t *)pl_buf_str(data), data->len };
	if (!pl_key_is_private(bytes))
		return true;
	pl_decode_error(decoder, node->pos,
			"there is a private key in %s; certificates are all that is needed: give a "
			"file without it, and keep the key on its server alone", path);
	return false;
}

static void take_certs(struct pl_decoder *decoder, const struct pl_node *node, struct shadow *s,
		       bool trust)
{
	struct pl_cert_list list = { 0 };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf data = PL_BUF_INIT;
	char *path;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, trust ? "trust" : "chain", "a file's name"))
		return;
	path = own_path(node, node->text);
	if (read_file(decoder, node, path, PL_CERT_FILE_MAX, &data) &&
	    pl_certs_parse(s->inputs.pki, path,
			   (struct pl_bytes){ (const uint8_t *)pl_buf_str(&data), data.len }, &list,
			   &err)) {
		if (trust)
			pl_inputs_trust(&s->inputs, &list);
		else
			pl_inputs_chain(&s->inputs, path, &list);
	}
	pl_errors_take(s->below, &err);
	pl_cert_list_clear(&list);
	pl_buf_clear(&data);
	free(path);
}

static void each(struct pl_decoder *decoder, const struct pl_node *node, struct shadow *s,
		 void (*visit)(struct pl_decoder *, const struct pl_node *, struct shadow *))
{
	if (node->kind != PL_NODE_LIST) {
		visit(decoder, node, s);
		return;
	}
	for (size_t i = 0; i < node->n; i++)
		visit(decoder, node->items[i], s);
}

static void take_chain(struct pl_decoder *decoder, const struct pl_node *node, struct shadow *s)
{
	take_certs(decoder, node, s, false);
}

static void take_root(struct pl_decoder *decoder, const struct pl_node *node, struct shadow *s)
{
	take_certs(decoder, node, s, true);
}

static void take_name(struct pl_decoder *decoder, const struct pl_node *node, struct shadow *s)
{
	if (pl_decode_is(decoder, node, PL_NODE_TEXT, "hosts", "a host name"))
		*PL_PUSH(s->names, s->n_names, s->cap_names) = node->text;
}

static bool find_client(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
			const struct pl_client **out)
{
	const char *names[128];
	size_t n;
	const struct pl_client *const *all = pl_clients(&n);

	*out = name ? pl_client_find(name) : NULL;
	for (size_t i = 0; i < n && i < PL_ARRAY_LEN(names); i++)
		names[i] = all[i]->name;
	if (name && !*out)
		pl_decode_unknown(decoder, node->pos, "client", name, names,
				  n < PL_ARRAY_LEN(names) ? n : PL_ARRAY_LEN(names));
	return !name || *out;
}

static bool find_format(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
			const struct pl_pin_format **out)
{
	const char *names[64];
	size_t n;
	const struct pl_pin_format *const *all = pl_pin_formats(&n);

	*out = name ? pl_pin_format_find(name) : NULL;
	for (size_t i = 0; i < n && i < PL_ARRAY_LEN(names); i++)
		names[i] = all[i]->name;
	if (name && !*out)
		pl_decode_unknown(decoder, node->pos, "format of pin files", name, names,
				  n < PL_ARRAY_LEN(names) ? n : PL_ARRAY_LEN(names));
	return !name || *out;
}

static void read_pins(struct pl_decoder *decoder, const struct pl_node *node, struct shadow *s,
		      const struct pin_file *from)
{
	struct pl_buf data = PL_BUF_INIT;
	const struct pl_pin_format *format;
	const struct pl_client *client;
	char *path = own_path(node, from->file);

	if (find_client(decoder, node, from->client, &client) &&
	    find_format(decoder, node, from->format, &format) &&
	    read_file(decoder, node, path, PL_PINFILE_MAX, &data))
		(void)!pl_inputs_pins(
			&s->inputs, path,
			(struct pl_bytes){ (const uint8_t *)pl_buf_str(&data), data.len }, format,
			client, s->below);
	pl_buf_clear(&data);
	free(path);
}

static void take_pins(struct pl_decoder *decoder, const struct pl_node *node, struct shadow *s)
{
	struct pin_file from = { 0 };

	if (node->kind == PL_NODE_MAP)
		pl_decode_map(decoder, node, &pl_shape_shadow_pins, &from);
	else if (pl_decode_is(decoder, node, PL_NODE_TEXT, "pins",
			      "files, or maps like {file: pins.txt, client: okhttp}"))
		from.file = pl_strdup(node->text);
	if (from.file)
		read_pins(decoder, node, s, &from);
	free(from.file);
	free(from.client);
	free(from.format);
}

static void read_chain(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	each(decoder, node, target, take_chain);
}

static void read_trust(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	each(decoder, node, target, take_root);
}

static void read_names(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	each(decoder, node, target, take_name);
}

static void read_pin_files(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	each(decoder, node, target, take_pins);
}

static void read_labels(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct shadow *s = target;

	if (!pl_decode_is(decoder, node, PL_NODE_MAP, "labels",
			  "a map from pins to what they are"))
		return;
	for (size_t i = 0; i < node->n; i++)
		if (pl_decode_is(decoder, node->items[i], PL_NODE_TEXT, "labels",
				 "next-leaf-key, other-ca or a name"))
			*PL_PUSH(s->labels, s->n_labels, s->cap_labels) = (struct pl_shadow_label){
				node->keys[i]->text, node->items[i]->text };
}

static void read_renewal(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	static const enum pl_key_mode modes[] = { PL_KEY_SAME, PL_KEY_NEW, PL_KEY_BACKUP };
	struct shadow *s = target;
	int word = pl_decode_choice(decoder, node, "renew-key", renew_words);

	if (word < 0)
		return;
	s->input.renew_key = modes[word];
	s->input.renew_key_said = true;
}

static const struct pl_field shadow_fields[] = {
	{ .name = "chain", .type = PL_FIELD_TEXTS, .required = true, .read = read_chain,
	  .help = "files with what the server sends, relative to the scenario" },
	{ .name = "pins", .type = PL_FIELD_VALUE, .required = true, .read = read_pin_files,
	  .def = "shadow-files", .help = "files with what the app pins; each is a strategy" },
	{ .name = "trust", .type = PL_FIELD_TEXTS, .read = read_trust,
	  .help = "files with the roots that devices trust" },
	{ .name = "hosts", .type = PL_FIELD_TEXTS, .read = read_names,
	  .help = "the names that are asked for; omitted: those that are pinned" },
	{ .name = "labels", .type = PL_FIELD_VALUE, .read = read_labels, .def = "labels",
	  .help = "what pins are that match nothing" },
	{ .name = "renew-key", .type = PL_FIELD_CHOICE, .choices = renew_words,
	  .read = read_renewal, .help = "the key of each renewal; new if omitted" },
	{ .name = "future", .type = PL_FIELD_SEED, .offset = offsetof(struct shadow, future),
	  .help = "which of the known futures happens, from 1; omitted: none" },
};
const struct pl_shape pl_shape_shadow = { "a shadow", shadow_fields, PL_ARRAY_LEN(shadow_fields) };

/* Both are read again in their turn, where what is wrong with them is said. */
static bool look_up(const struct pl_node *root, const char *key, int64_t *out)
{
	const struct pl_node *node = pl_node_get(root, key, NULL);
	const char *why;

	return node && node->kind == PL_NODE_TEXT && pl_time_parse(node->text, out, &why);
}

static void look_up_facts(const struct pl_node *root, struct pl_model *model)
{
	const struct pl_node *node = pl_node_get(root, "facts", NULL);
	const struct pl_facts *facts =
		node && node->kind == PL_NODE_TEXT ? pl_facts_find(node->text) : NULL;

	model->facts = facts ? facts : model->facts;
}

static void add_event(struct pl_model *model, const struct pl_future_event *from,
		      struct pl_pos pos, struct pl_errors *below)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_event *event = pl_event_from_text(from->text, &err);

	pl_errors_take(below, &err);
	if (!event)
		return;
	event->when = (struct pl_when){ .kind = PL_WHEN_AT, .time = from->at };
	event->pos = pos;
	pl_model_add_event(model, event);
}

/* Where there are fewer, those who may issue take turns. */
static void add_future(struct pl_model *model, const struct shadow *s, const struct pl_node *root,
		       struct pl_pos pos, struct pl_shadow_map *map)
{
	struct pl_future future;
	int64_t until = PL_TIME_NONE;

	(void)!look_up(root, "until", &until);
	pl_future_make(&s->input, model, until, map, &future);
	if (future.n > 0) {
		const struct pl_variant *variant =
			&future.variants[(size_t)((s->future - 1) % future.n)];

		for (size_t i = 0; i < variant->n; i++)
			add_event(model, &variant->events[i], pos, s->below);
	}
	pl_future_clear(&future);
}

static bool fill(struct pl_decoder *decoder, const struct pl_node *root,
		 const struct pl_node *node, struct shadow *s)
{
	struct pl_shadow_map map = { 0 };
	struct pl_error err = PL_ERROR_INIT;
	bool ok;

	s->input.facts = decoder->model->facts;
	s->input.at = decoder->model->start;
	s->input.labels = s->labels;
	s->input.n_labels = s->n_labels;
	for (size_t i = 0; i < s->n_labels && !s->input.renew_key_said; i++)
		if (pl_streq(s->labels[i].what, "next-leaf-key"))
			s->input.renew_key = PL_KEY_BACKUP;
	if (!pl_inputs_ready(&s->inputs, s->names, s->n_names, s->below))
		return false;
	pl_inputs_shadow(&s->inputs, &s->input);
	ok = pl_shadow_fill(&s->input, decoder->model, &map, &err);
	if (err.kind == PL_ERROR_USAGE)
		pl_decode_error(decoder, node->pos, "%s", err.text);
	else
		pl_errors_take(s->below, &err);
	pl_error_clear(&err);
	if (ok && s->future > 0)
		add_future(decoder->model, s, root, pl_decode_pos(decoder, node), &map);
	pl_shadow_map_clear(&map);
	return ok;
}

/* Its own hosts, and events whose order only it knows. */
static bool is_alone(struct pl_decoder *decoder, const struct pl_node *root,
		     const struct pl_node *node)
{
	static const char *const keys[] = { "hierarchy", "hosts", "events" };
	bool future = node->kind == PL_NODE_MAP && pl_node_get(node, "future", NULL);
	const struct pl_node *key;
	bool ok = true;

	for (size_t i = 0; i < PL_ARRAY_LEN(keys) - !future; i++) {
		if (!pl_node_get(root, keys[i], &key))
			continue;
		pl_decode_error(decoder, key->pos, "a shadow%s brings its own %s; remove one of "
				"the two", future ? " with a future" : "", keys[i]);
		ok = false;
	}
	return ok;
}

bool pl_decode_shadow(struct pl_decoder *decoder, const struct pl_node *root,
		      struct pl_errors *below)
{
	const struct pl_node *node = pl_node_get(root, "shadow", NULL);
	struct shadow s = { .input = { .renew_key = PL_KEY_NEW }, .below = below };
	size_t before = decoder->count, before_below = below->n;
	bool ok = false;

	if (!is_alone(decoder, root, node))
		return false;
	pl_inputs_init(&s.inputs);
	look_up_facts(root, decoder->model);
	pl_decode_map(decoder, node, &pl_shape_shadow, &s);
	if (look_up(root, "start", &decoder->model->start) && decoder->count == before &&
	    below->n == before_below)
		ok = fill(decoder, root, node, &s);
	pl_inputs_clear(&s.inputs);
	free(s.labels);
	free(s.names);
	return ok;
}
