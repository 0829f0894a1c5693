/*
 * A fleet as data: the installed copies of an app, how they update, and which
 * versions are offered to them. Part of the model (lab/model.h), which owns it;
 * lab/fleet.h says what follows from it. Seconds UTC, shares in millionths.
 */
#ifndef PINLAB_LAB_FLEET_DEF_H
#define PINLAB_LAB_FLEET_DEF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

struct pl_event;
struct pl_model;

/* By this age of an offer so many have taken it. */
struct pl_curve_point {
	int64_t age;    /* seconds, more than 0 */
	unsigned share; /* of all users of the segment */
};

/* An adoption curve by name. None is anybody's data: reports call them assumed. */
struct pl_curve_preset {
	const char *name;    /* "automatic" */
	const char *summary; /* one line for lists */
	const struct pl_curve_point *points;
	size_t n_points;
};
const struct pl_curve_preset *const *pl_curve_presets(size_t *n);
const struct pl_curve_preset *pl_curve_preset_find(const char *name);

struct pl_curve_def { /* one of three */
	const struct pl_curve_preset *preset;
	int64_t half_life; /* seconds; 0: not said */
	struct pl_curve_point *points; /* ascending in both */
	size_t n_points, cap_points;
};

/* Whether updates come over a connection of their own, or over the one that the app pins: then
 * who is cut off gets none. */
enum pl_segment_store { PL_STORE_OWN, PL_STORE_BEHIND_PIN };
const char *pl_segment_store_name(enum pl_segment_store store); /* "own", "behind-pin" */

struct pl_segment_def {
	char *name;
	unsigned share;     /* of the fleet; those of all are a million together */
	char *strategy;     /* whose app they have; NULL: the fleet's only one */
	char *device;       /* NULL: the model's first */
	struct pl_curve_def adoption;
	unsigned never;     /* of the segment; 0: all update in the end */
	enum pl_segment_store store;
	int64_t seen_every; /* seconds between two contacts; 0: always in touch */
	struct pl_pos pos;
};

/* From `after` on, counted from approval, `share` of the users are offered the version. */
struct pl_stage {
	int64_t after;
	unsigned share; /* cumulative */
};

/* A store's stages by name. */
struct pl_rollout_preset {
	const char *name; /* "apple-7d" */
	const char *summary;
	const struct pl_stage *stages;
	size_t n_stages;
};
const struct pl_rollout_preset *const *pl_rollout_presets(size_t *n);
const struct pl_rollout_preset *pl_rollout_preset_find(const char *name);

struct pl_rollout_def {
	const struct pl_rollout_preset *preset; /* or the stages of its own */
	struct pl_stage *stages;
	size_t n_stages, cap_stages;
	int64_t pause_at, pause_for; /* after so long it rests so long; pause_for 0: it does not */
	int64_t halt_at;             /* after so long nobody more is offered it; PL_TIME_NONE: never */
};

/* One version on its way to the users. */
struct pl_release_def {
	struct pl_event *event; /* the `release` that builds it when it is submitted; referenced */
	char *strategy, *version; /* as the event says them */
	int64_t submit;
	int64_t review;           /* seconds, each time */
	int64_t *rejected;        /* after each rejection it is submitted again so much later */
	size_t n_rejected, cap_rejected;
	struct pl_rollout_def rollout;
	struct pl_pos pos;
};

/* What a copy below the minimum does once its host tells it so. */
enum pl_minimum_then { PL_MINIMUM_LOCK, PL_MINIMUM_UPDATE };
const char *pl_minimum_then_name(enum pl_minimum_then then); /* "lock", "update" */

struct pl_minimum_def {
	char *strategy; /* NULL: the fleet's only one */
	char *version;
	int64_t from;
	enum pl_minimum_then then;
	struct pl_pos pos;
};

/* Measured: so many users were active with that version on that day. */
struct pl_adoption_row {
	int64_t date;
	char *version;
	int64_t users;
	int line;
};

struct pl_adoption_def {
	char *file;        /* as named; NULL: nothing was measured */
	struct pl_adoption_row *rows; /* by date, then in the order of the file */
	size_t n, cap;
	struct pl_pos pos;
};

struct pl_fleet_def {
	int64_t users;
	char *version; /* which they have at the start; NULL: "1" */
	struct pl_segment_def *segments;  size_t n_segments, cap_segments;
	struct pl_release_def *releases;  size_t n_releases, cap_releases; /* by their submission */
	struct pl_minimum_def *minimums;  size_t n_minimums, cap_minimums;
	struct pl_adoption_def adoption;
	struct pl_pos pos;
};

#define PL_FLEET_USERS_MAX INT64_C(100000000000)
#define PL_FLEET_SEGMENTS_MAX 50
#define PL_FLEET_RELEASES_MAX 200
#define PL_FLEET_POINTS_MAX 100
#define PL_FLEET_YEARS_MAX 100 /* between the start and the end, and of every duration */

void pl_fleet_def_free(struct pl_fleet_def *fleet);
/* Each appends one with its defaults set and the name copied. */
struct pl_segment_def *pl_fleet_add_segment(struct pl_fleet_def *fleet, const char *name);
struct pl_release_def *pl_fleet_add_release(struct pl_fleet_def *fleet);
struct pl_minimum_def *pl_fleet_add_minimum(struct pl_fleet_def *fleet);

/* The strategy that segments and minimums mean when they name none: the one that the releases
 * have in common, or else the model's first. */
const char *pl_fleet_strategy(const struct pl_model *model);
/* True when a segment of the fleet has this strategy's app. */
bool pl_fleet_has_strategy(const struct pl_model *model, const char *strategy);
/* The stages that a roll-out has, its preset's or its own; at least one. */
const struct pl_stage *pl_rollout_stages(const struct pl_rollout_def *rollout, size_t *n);
/* When the version is offered to the first `share` millionths and to nobody more than the stage
 * before; PL_TIME_NONE: never. `stage` counts from 0. */
int64_t pl_release_offer(const struct pl_release_def *release, size_t stage);
/* When the last of its reviews lets it pass. */
int64_t pl_release_approved(const struct pl_release_def *release);

#endif
