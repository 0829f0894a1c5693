/* What is the fleet: its users, how they update, and which versions are offered to them? */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/share.h"
#include "util/text.h"
#include "util/time.h"

#define SEGMENT(member) offsetof(struct pl_segment_def, member)
#define RELEASE(member) offsetof(struct pl_release_def, member)
#define MINIMUM(member) offsetof(struct pl_minimum_def, member)

const char *const pl_words_of_segment_store[] = { "own", "behind-pin", NULL };
const char *const pl_words_of_minimum_then[] = { "lock", "update", NULL };

/* "0%" is a share here: nobody. */
static bool read_share(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
		       bool or_none, unsigned *out)
{
	const char *why;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, name, "a share like 50%"))
		return false;
	if (or_none && strcmp(node->text, "0%") == 0) {
		*out = 0;
		return true;
	}
	if (pl_share_parse(node->text, out, &why))
		return true;
	pl_decode_error(decoder, node->pos, "'%s' is no share: %s",
			pl_decode_show(decoder, node->text), why);
	return false;
}

static bool read_age(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
		     int64_t *out)
{
	const char *why;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, name, "a duration like 90d or 12h"))
		return false;
	if (pl_duration_parse(node->text, out, &why))
		return true;
	pl_decode_error(decoder, node->pos, "'%s' is not a duration like 90d or 12h: %s",
			pl_decode_show(decoder, node->text), why);
	return false;
}

static void read_segment_share(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	(void)!read_share(decoder, node, "share", false, &((struct pl_segment_def *)target)->share);
}

static void read_never(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	(void)!read_share(decoder, node, "never", true, &((struct pl_segment_def *)target)->never);
}

/* {30d: 20%, 90d: 60%} */
static void read_points(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_curve_def *curve = &((struct pl_segment_def *)target)->adoption;

	if (!pl_decode_is(decoder, node, PL_NODE_MAP, "points",
			  "a map from ages to shares like {30d: 20%, 90d: 60%}"))
		return;
	if (node->n == 0 || node->n > PL_FLEET_POINTS_MAX) {
		pl_decode_error(decoder, node->pos, "a curve has 1 to %d points",
				PL_FLEET_POINTS_MAX);
		return;
	}
	for (size_t i = 0; i < node->n; i++) {
		struct pl_curve_point point;

		if (read_age(decoder, node->keys[i], "points", &point.age) &&
		    read_share(decoder, node->items[i], "points", true, &point.share))
			*PL_PUSH(curve->points, curve->n_points, curve->cap_points) = point;
	}
}

static void read_preset(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_segment_def *def = target;
	const struct pl_curve_preset *const *all;
	const char **names;
	size_t n;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "preset", "the name of a curve"))
		return;
	def->adoption.preset = pl_curve_preset_find(node->text);
	if (def->adoption.preset)
		return;
	all = pl_curve_presets(&n);
	names = pl_calloc(n, sizeof(*names));
	for (size_t i = 0; i < n; i++)
		names[i] = all[i]->name;
	pl_decode_unknown(decoder, node->pos, "adoption preset", node->text, names, n);
	free(names);
}

static void read_half_life(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_segment_def *def = target;

	if (read_age(decoder, node, "half-life", &def->adoption.half_life) &&
	    def->adoption.half_life == 0)
		pl_decode_error(decoder, node->pos,
				"a half-life is at least a second; for users who update at once "
				"write 1s");
}

static void read_store(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	int store = pl_decode_choice(decoder, node, "store", pl_words_of_segment_store);

	if (store >= 0)
		((struct pl_segment_def *)target)->store = (enum pl_segment_store)store;
}

static const struct pl_field segment_fields[] = {
	{ .name = "name", .type = PL_FIELD_ID, .required = true, .offset = SEGMENT(name),
	  .help = "what reports call it" },
	{ .name = "share", .type = PL_FIELD_VALUE, .required = true, .read = read_segment_share,
	  .def = "share",
	  .help = "of the users; those of all segments are 100%" },
	{ .name = "strategy", .type = PL_FIELD_TEXT, .offset = SEGMENT(strategy),
	  .help = "whose app they have; omitted: that of the releases" },
	{ .name = "device", .type = PL_FIELD_ID, .offset = SEGMENT(device),
	  .help = "what they have it on; omitted: the first device" },
	{ .name = "half-life", .type = PL_FIELD_VALUE, .read = read_half_life, .def = "duration",
	  .help = "how soon half of those who update have what is offered to them" },
	{ .name = "points", .type = PL_FIELD_VALUE, .read = read_points, .def = "points",
	  .help = "instead: how many of all users have it by which age, straight in between, level "
		  "behind the last" },
	{ .name = "preset", .type = PL_FIELD_VALUE, .read = read_preset, .def = "curve-preset",
	  .help = "instead: a curve by name, which is an assumption" },
	{ .name = "never", .type = PL_FIELD_VALUE, .read = read_never, .def = "share-or-none",
	  .help = "the part of the segment that never updates; 0% if omitted" },
	{ .name = "store", .type = PL_FIELD_CHOICE, .choices = pl_words_of_segment_store,
	  .read = read_store,
	  .help = "behind-pin: updates come over the connection that the app pins; own if omitted" },
	{ .name = "seen-every", .type = PL_FIELD_DURATION, .offset = SEGMENT(seen_every),
	  .help = "rarely used: so long from contact to contact, at which it updates" },
};
const struct pl_shape pl_shape_segment = { "a segment", segment_fields,
					   PL_ARRAY_LEN(segment_fields) };

static void read_segments(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	for (size_t i = 0; i < node->n; i++) {
		struct pl_segment_def *def = pl_fleet_add_segment(target, NULL);

		def->pos = pl_decode_pos(decoder, node->items[i]);
		pl_decode_map(decoder, node->items[i], &pl_shape_segment, def);
	}
}

/* The event that builds the version has the same parameters. */
static void set_param(struct pl_decoder *decoder, const struct pl_node *node, const char *param,
		      struct pl_release_def *def)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	size_t before = decoder->count;
	bool list = node->kind == PL_NODE_LIST;

	for (size_t i = 0; i < (list ? node->n : 1); i++) {
		const struct pl_node *item = list ? node->items[i] : node;

		if (pl_decode_is(decoder, item, PL_NODE_TEXT, param, "a text, or a list of texts"))
			pl_buf_printf(&text, "%s%s", i ? ", " : "", item->text);
	}
	if (decoder->count == before)
		(void)!pl_event_set(def->event, param, pl_buf_str(&text),
				    pl_decode_pos(decoder, node), &err);
	pl_decode_take(decoder, &err);
	pl_buf_clear(&text);
}

static void read_strategy(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_release_def *def = target;

	if (pl_decode_text(decoder, node, "strategy", &def->strategy))
		set_param(decoder, node, "strategy", def);
}

static void read_version(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_release_def *def = target;

	if (pl_decode_text(decoder, node, "version", &def->version))
		set_param(decoder, node, "version", def);
}

static void read_pins(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	set_param(decoder, node, "pins", target);
}

static void read_backup(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	set_param(decoder, node, "backup", target);
}

/* Stands in the time of the event that builds it as well. */
static void read_submit(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_release_def *def = target;

	if (!pl_decode_date(decoder, node, "submit", &def->submit))
		return;
	def->event->when.kind = PL_WHEN_AT;
	def->event->when.time = def->submit;
	def->event->when.pos = pl_decode_pos(decoder, node);
}

static void add_rejection(struct pl_decoder *decoder, const struct pl_node *node,
			  struct pl_release_def *def)
{
	int64_t again;

	if (read_age(decoder, node, "rejected", &again))
		*PL_PUSH(def->rejected, def->n_rejected, def->cap_rejected) = again;
}

static void read_rejected(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	if (node->kind != PL_NODE_LIST) {
		add_rejection(decoder, node, target);
		return;
	}
	if (node->n > PL_FLEET_POINTS_MAX)
		pl_decode_error(decoder, node->pos, "a version is rejected at most %d times",
				PL_FLEET_POINTS_MAX);
	for (size_t i = 0; i < node->n && i < PL_FLEET_POINTS_MAX; i++)
		add_rejection(decoder, node->items[i], target);
}

static void read_stages(struct pl_decoder *decoder, const struct pl_node *node,
			struct pl_rollout_def *def)
{
	if (node->n == 0 || node->n > PL_FLEET_POINTS_MAX)
		pl_decode_error(decoder, node->pos, "a roll-out has 1 to %d stages",
				PL_FLEET_POINTS_MAX);
	for (size_t i = 0; i < node->n && i < PL_FLEET_POINTS_MAX; i++) {
		struct pl_stage stage;

		if (read_age(decoder, node->keys[i], "rollout", &stage.after) &&
		    read_share(decoder, node->items[i], "rollout", false, &stage.share))
			*PL_PUSH(def->stages, def->n_stages, def->cap_stages) = stage;
	}
}

static void read_rollout(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_rollout_def *def = &((struct pl_release_def *)target)->rollout;
	const struct pl_rollout_preset *const *all;
	const char **names;
	size_t n;

	if (node->kind == PL_NODE_MAP) {
		read_stages(decoder, node, def);
		return;
	}
	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "rollout",
			  "a name like apple-7d, or a map of stages like {0d: 1%, 3d: 100%}"))
		return;
	def->preset = pl_rollout_preset_find(node->text);
	if (def->preset)
		return;
	all = pl_rollout_presets(&n);
	names = pl_calloc(n, sizeof(*names));
	for (size_t i = 0; i < n; i++)
		names[i] = all[i]->name;
	pl_decode_unknown(decoder, node->pos, "roll-out", node->text, names, n);
	free(names);
}

static const struct pl_field pause_fields[] = {
	{ .name = "after", .type = PL_FIELD_DURATION, .required = true,
	  .offset = RELEASE(rollout.pause_at),
	  .help = "so long after approval" },
	{ .name = "for", .type = PL_FIELD_DURATION, .required = true,
	  .offset = RELEASE(rollout.pause_for),
	  .help = "how long nobody more is offered it" },
};
const struct pl_shape pl_shape_pause = { "a pause", pause_fields, PL_ARRAY_LEN(pause_fields) };

static void read_pause(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_map(decoder, node, &pl_shape_pause, target);
}

static void read_id(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_event_id(decoder, node, ((struct pl_release_def *)target)->event);
}

static void read_expect(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	pl_decode_event_expect(decoder, node, ((struct pl_release_def *)target)->event);
}

static const struct pl_field release_fields[] = {
	{ .name = "strategy", .type = PL_FIELD_VALUE, .read = read_strategy, .def = "label",
	  .help = "whose app; omitted: the only strategy" },
	{ .name = "version", .type = PL_FIELD_VALUE, .required = true, .read = read_version,
	  .def = "version",
	  .help = "what it is called" },
	{ .name = "pins", .type = PL_FIELD_TEXTS, .read = read_pins,
	  .help = "what it and those after it pin; omitted: as before" },
	{ .name = "backup", .type = PL_FIELD_TEXTS, .read = read_backup,
	  .help = "the same for backups" },
	{ .name = "submit", .type = PL_FIELD_VALUE, .required = true, .read = read_submit,
	  .def = "date",
	  .help = "when it is built and sent to the store" },
	{ .name = "review", .type = PL_FIELD_DURATION, .offset = RELEASE(review),
	  .help = "how long the store looks at it, each time; 0s if omitted" },
	{ .name = "rejected", .type = PL_FIELD_VALUE, .read = read_rejected, .def = "durations",
	  .help = "how long after a rejection it was sent again; several: a list" },
	{ .name = "rollout", .type = PL_FIELD_VALUE, .read = read_rollout, .def = "rollout",
	  .help = "how it reaches the users from its approval on: a name, or stages of your own; "
		  "instant if omitted" },
	{ .name = "pause", .type = PL_FIELD_VALUE, .read = read_pause, .def = "pause",
	  .help = "when the roll-out rests" },
	{ .name = "halt", .type = PL_FIELD_DURATION, .offset = RELEASE(rollout.halt_at),
	  .help = "so long after approval nobody more is offered it, for good" },
	{ .name = "id", .type = PL_FIELD_VALUE, .read = read_id, .def = "id",
	  .help = "a name for its submission, for times and expectations" },
	{ .name = "expect", .type = PL_FIELD_VALUE, .read = read_expect, .def = "event-expect",
	  .help = "what must be so once it is built" },
};
const struct pl_shape pl_shape_fleet_release = { "a release", release_fields,
						 PL_ARRAY_LEN(release_fields) };

static void read_release(struct pl_decoder *decoder, const struct pl_node *node,
			 struct pl_fleet_def *fleet)
{
	struct pl_release_def *def = pl_fleet_add_release(fleet);
	const char *only = decoder->model->n_strategies ? decoder->model->strategies[0].name : NULL;
	struct pl_error err = PL_ERROR_INIT;
	size_t before = decoder->count;

	def->pos = pl_decode_pos(decoder, node);
	def->event = pl_event_new(pl_event_kind_find("release"), def->pos);
	pl_decode_map(decoder, node, &pl_shape_fleet_release, def);
	if (!def->rollout.preset && def->rollout.n_stages == 0)
		def->rollout.preset = pl_rollout_preset_find("instant");
	if (decoder->count != before)
		return;
	if (!def->strategy && decoder->model->n_strategies > 1)
		pl_decode_error(decoder, node->pos,
				"whose release is this? There are several strategies; name one under "
				"'strategy'");
	else if (!def->strategy && only) {
		def->strategy = pl_strdup(only);
		(void)!pl_event_set(def->event, "strategy", only, def->pos, &err);
	}
	(void)!pl_event_complete(def->event, &err);
	pl_decode_take(decoder, &err);
}

/* Built in the order of their submissions, whatever that of the file. */
static void sort_releases(struct pl_fleet_def *fleet)
{
	for (size_t i = 1; i < fleet->n_releases; i++) {
		struct pl_release_def release = fleet->releases[i];
		size_t at = i;

		for (; at > 0 && fleet->releases[at - 1].submit > release.submit; at--)
			fleet->releases[at] = fleet->releases[at - 1];
		fleet->releases[at] = release;
	}
}

static void read_releases(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	if (node->n > PL_FLEET_RELEASES_MAX)
		pl_decode_error(decoder, node->pos, "a fleet has at most %d releases",
				PL_FLEET_RELEASES_MAX);
	for (size_t i = 0; i < node->n && i < PL_FLEET_RELEASES_MAX; i++)
		read_release(decoder, node->items[i], target);
	sort_releases(target);
}

static void read_minimum_version(struct pl_decoder *decoder, const struct pl_node *node,
				 void *target)
{
	(void)!pl_decode_text(decoder, node, "version",
			      &((struct pl_minimum_def *)target)->version);
}

static void read_then(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	int then = pl_decode_choice(decoder, node, "then", pl_words_of_minimum_then);

	if (then >= 0)
		((struct pl_minimum_def *)target)->then = (enum pl_minimum_then)then;
}

static const struct pl_field minimum_fields[] = {
	{ .name = "version", .type = PL_FIELD_VALUE, .required = true, .read = read_minimum_version,
	  .def = "version",
	  .help = "the oldest that the host still serves" },
	{ .name = "from", .type = PL_FIELD_DATE, .required = true, .offset = MINIMUM(from),
	  .help = "since when" },
	{ .name = "then", .type = PL_FIELD_CHOICE, .choices = pl_words_of_minimum_then,
	  .read = read_then,
	  .help = "what an older copy that reaches the host does: lock, it waits for its update; "
		  "update, it installs what is offered to it at once; lock if omitted" },
	{ .name = "strategy", .type = PL_FIELD_TEXT, .offset = MINIMUM(strategy),
	  .help = "whose app; omitted: that of the releases" },
};
const struct pl_shape pl_shape_minimum = { "a minimum version", minimum_fields,
					   PL_ARRAY_LEN(minimum_fields) };

static void read_minimum(struct pl_decoder *decoder, const struct pl_node *node,
			 struct pl_fleet_def *fleet)
{
	struct pl_minimum_def *def = pl_fleet_add_minimum(fleet);

	def->pos = pl_decode_pos(decoder, node);
	pl_decode_map(decoder, node, &pl_shape_minimum, def);
}

static void read_minimums(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	if (node->kind != PL_NODE_LIST) {
		read_minimum(decoder, node, target);
		return;
	}
	for (size_t i = 0; i < node->n && i < PL_FLEET_RELEASES_MAX; i++)
		read_minimum(decoder, node->items[i], target);
}

static const struct pl_field fleet_fields[] = {
	{ .name = "users", .type = PL_FIELD_SEED, .required = true,
	  .offset = offsetof(struct pl_fleet_def, users),
	  .help = "how many are active" },
	{ .name = "version", .type = PL_FIELD_TEXT, .offset = offsetof(struct pl_fleet_def, version),
	  .help = "what they all have at the start; 1 if omitted" },
	{ .name = "segments", .type = PL_FIELD_LIST, .required = true, .read = read_segments,
	  .def = "segment-list",
	  .help = "which users there are, and how they update" },
	{ .name = "releases", .type = PL_FIELD_LIST, .read = read_releases, .def = "release-list",
	  .help = "the versions on their way to them" },
	{ .name = "minimum-version", .type = PL_FIELD_VALUE, .read = read_minimums,
	  .def = "minimums",
	  .help = "from when on older copies are no longer served; several: a list" },
	{ .name = "adoption", .type = PL_FIELD_VALUE, .read = pl_decode_adoption, .def = "text",
	  .help = "a CSV file of date, version and active users: what was measured" },
};
const struct pl_shape pl_shape_fleet = { "a fleet", fleet_fields, PL_ARRAY_LEN(fleet_fields) };

void pl_decode_fleet(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_model *model = target;

	model->fleet = pl_calloc(1, sizeof(*model->fleet));
	model->fleet->pos = pl_decode_pos(decoder, node);
	pl_decode_map(decoder, node, &pl_shape_fleet, model->fleet);
}
