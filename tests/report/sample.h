/*
 * A result made by hand, so that the formats are tested without an engine: two
 * rows, two attacks, three steps, every kind of check, an exposure. Every text
 * can be replaced by a hostile one.
 */
#ifndef PINLAB_TESTS_REPORT_SAMPLE_H
#define PINLAB_TESTS_REPORT_SAMPLE_H

#include <string.h>

#include "report/result.h"
#include "util/mem.h"
#include "util/time.h"

#define SAMPLE_START INT64_C(1606694400) /* 2020-11-30 */

/* Control bytes, markup, invalid UTF-8, a direction mark, every quote. */
#define SAMPLE_HOSTILE "\x01<b>&\"'\n\r\t\033[31m]]>\xff\xc3(\xe2\x80\xae# \\ --- ...\x7f"

struct sample {
	const char *hostile; /* replaces every text, or NULL */
};

static char *say(const struct sample *sample, const char *text)
{
	return pl_strdup(sample->hostile ? sample->hostile : text);
}

static void sample_certs(const struct sample *sample, struct pl_result *out)
{
	static const char *const names[] = { "api.example.test", "R3", "ISRG Root X1" };

	for (size_t i = 0; i < 3; i++) {
		struct pl_result_cert *cert = PL_PUSH(out->certs, out->n_certs, out->cap_certs);

		*cert = (struct pl_result_cert){ .not_before = SAMPLE_START,
						 .not_after = SAMPLE_START + 90 * PL_DAY - 1 };
		cert->id = say(sample, names[i]);
		cert->subject = say(sample, names[i]);
		cert->issuer = say(sample, names[i < 2 ? i + 1 : 2]);
		memset(cert->sha256, 'a' + (int)i, 64);
		memset(cert->spki, '0' + (int)i, 64);
	}
}

static void sample_rows(const struct sample *sample, struct pl_result *out)
{
	static const char *const names[] = { "leaf-spki", "root-spki" };

	for (size_t i = 0; i < 2; i++) {
		struct pl_result_row *row = PL_PUSH(out->rows, out->n_rows, out->cap_rows);

		*row = (struct pl_result_row){ .id = say(sample, names[i]) };
		row->strategy = say(sample, names[i]);
		row->client = say(sample, "generic");
		row->device = say(sample, "phone");
		row->host = say(sample, "api");
		row->version = say(sample, "1");
		*PL_PUSH(row->pins, row->n_pins, row->cap_pins) = (struct pl_result_pin){
			.pin = say(sample, i ? "sha256/root=" : "sha256/leaf="),
			.form = PL_FORM_SPKI,
			.origin = say(sample, i ? "root.spki" : "leaf.spki"),
		};
	}
}

static uint32_t *sample_path(size_t n)
{
	uint32_t *path = pl_calloc(n, sizeof(*path));

	for (size_t i = 0; i < n; i++)
		path[i] = (uint32_t)i;
	return path;
}

/* 0: matched; 1: mismatch; 2: blocked; 3: moot; 4: intercepted; 5: issuer expired, noted */
static void sample_outcomes(const struct sample *sample, struct pl_result *out)
{
	const struct pl_result_outcome items[] = {
		{ PL_SURVIVES, PL_STATE_SURVIVES, PL_REASON_PIN_MATCH, PL_CHAIN_VALID, 0,
		  say(sample, "sha256/leaf="), 0, sample_path(3), 3, true, 0, PL_EVIDENCE_RUN, 0, 0 },
		{ PL_BREAKS, PL_STATE_BREAKS_PIN, PL_REASON_PIN_MISMATCH, PL_CHAIN_VALID, 0, NULL,
		  PL_INDEX_NONE, sample_path(3), 3, true, 0, PL_EVIDENCE_RUN, 2, 333333 },
		{ PL_BLOCKED, PL_STATE_BLOCKED, PL_REASON_PIN_MISMATCH, PL_CHAIN_VALID, 0, NULL,
		  PL_INDEX_NONE, sample_path(2), 2, true, 0, PL_EVIDENCE_SOURCE, 0, 0 },
		{ PL_BLOCKED, PL_STATE_MOOT, PL_REASON_PIN_MISMATCH, PL_CHAIN_VALID, 0, NULL,
		  PL_INDEX_NONE, NULL, 0, true, 0, PL_EVIDENCE_RUN, 0, 0 },
		{ PL_INTERCEPTED, PL_STATE_INTERCEPTED, PL_REASON_PIN_MATCH, PL_CHAIN_UNCHECKED, 0,
		  say(sample, "sha256/root="), 2, sample_path(3), 3, true, PL_NOTE_EARLIER_THEFT,
		  PL_EVIDENCE_DOC, 0, 0 },
		{ PL_BREAKS, PL_STATE_BREAKS_CHAIN, PL_REASON_ISSUER_EXPIRED, PL_CHAIN_FAULT,
		  PL_REASON_ISSUER_EXPIRED, NULL, PL_INDEX_NONE, sample_path(3), 3, false,
		  PL_NOTE_ANCHOR_DATE_IGNORED, PL_EVIDENCE_MEMORY, 0, 0 },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(items); i++)
		*PL_PUSH(out->outcomes, out->n_outcomes, out->cap_outcomes) = items[i];
}

static void sample_steps(const struct sample *sample, struct pl_result *out)
{
	static const struct {
		const char *event, *id, *title, *note;
		uint32_t honest[2], attacks[4];
	} steps[] = {
		{ "start",
		  NULL,
		  "start",
		  NULL,
		  { 0, PL_INDEX_NONE },
		  { 2, 2, PL_INDEX_NONE, PL_INDEX_NONE } },
		{ "renew", "rotate", "renew api with a new key", NULL, { 1, 0 }, { 3, 3, 4, 2 } },
		{ "clock",
		  NULL,
		  "clock: R3 expires",
		  "renewal is not possible",
		  { 5, 5 },
		  { 3, 3, 2, 3 } },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(steps); i++) {
		struct pl_result_step *step = PL_PUSH(out->steps, out->n_steps, out->cap_steps);

		*step = (struct pl_result_step){
			.index = i, .at = SAMPLE_START + (int64_t)i * (30 * PL_DAY + 61)
		};
		step->event = say(sample, steps[i].event);
		step->id = steps[i].id ? say(sample, steps[i].id) : NULL;
		step->title = say(sample, steps[i].title);
		step->note = steps[i].note ? say(sample, steps[i].note) : NULL;
		step->n_rows = i ? 2 : 1;
		step->honest = pl_memdup(steps[i].honest, sizeof(steps[i].honest));
		step->attacks = pl_memdup(steps[i].attacks, sizeof(steps[i].attacks));
		step->detected = pl_calloc(2, sizeof(*step->detected));
		step->detected[0] = PL_TIME_NONE;
		step->detected[1] = i == 1 ? SAMPLE_START + 31 * PL_DAY : PL_TIME_NONE;
	}
}

static void sample_checks(const struct sample *sample, struct pl_result *out)
{
	const struct pl_result_check checks[] = {
		{ .line = 31,
		  .column = 7,
		  .met = true,
		  .expected = say(sample, "survives"),
		  .actual = say(sample, "survives (pin-match)"),
		  .step = 1,
		  .row = 1,
		  .attack = -1 },
		{ .line = 32,
		  .column = 7,
		  .expected = say(sample, "survives"),
		  .actual = say(sample, "breaks-pin (pin-mismatch)"),
		  .step = 1,
		  .row = 0,
		  .attack = -1,
		  .has_last_good = true,
		  .last_good = 0,
		  .cause = say(sample, "The server now presents a leaf with a new key. leaf-spki "
				       "pinned the old key, "
				       "which is nowhere in the path leaf < R3 < ISRG Root X1, so "
				       "the app refuses."),
		  .fix = say(sample,
			     "renew with the same key, or ship pin sha256/new= before this step") },
		{ .line = 33,
		  .column = 9,
		  .expected = say(sample, "blocked"),
		  .actual = say(sample, "intercepted (pin-match)"),
		  .step = 1,
		  .row = 1,
		  .attack = 0,
		  .has_last_good = true,
		  .last_good = SIZE_MAX },
		{ .line = 40,
		  .column = 5,
		  .whole_run = true,
		  .expected = say(sample, "down < 1d"),
		  .actual = say(sample, "down 30d"),
		  .step = SIZE_MAX,
		  .row = 0,
		  .attack = -1 },
		{ .line = 41,
		  .column = 5,
		  .whole_run = true,
		  .expected = say(sample, "survives"),
		  .actual = say(sample, "no such row"),
		  .step = SIZE_MAX,
		  .row = PL_INDEX_NONE,
		  .attack = -1 },
		{ .line = 42,
		  .column = 5,
		  .whole_run = true,
		  .expected = say(sample, "availability >= 99%"),
		  .actual = say(sample, "availability 63% on 2020-12-30"),
		  .step = 1,
		  .row = PL_INDEX_NONE,
		  .subject = say(sample, "fleet x phones"),
		  .cause = say(sample, "out: 30% of the users, 300, on version 5.1 in phones"),
		  .fix = say(sample, "release it a month earlier"),
		  .attack = -1 },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(checks); i++) {
		struct pl_result_check *check =
			PL_PUSH(out->checks, out->n_checks, out->cap_checks);

		*check = checks[i];
		check->file = say(sample, "rot.yaml");
	}
}

/* Two segments, two versions, three points. */
static void sample_fleet(const struct sample *sample, struct pl_result *out)
{
	static const int64_t shares[][4] = { /* phones on 1 and 2, kiosks on 1 and 2 */
		{ 900, 0, 100, 0 }, { 300, 600, 70, 30 }, { 100, 800, 70, 30 },
	};
	struct pl_result_fleet *fleet = pl_calloc(1, sizeof(*fleet));

	*fleet = (struct pl_result_fleet){ .users = 1000, .availability = 830000,
					   .lowest = 630000, .lowest_at = SAMPLE_START + 30 * PL_DAY,
					   .lowest_step = 1, .exposure = 30000 };
	out->fleet = fleet;
	for (size_t i = 0; i < 2; i++) {
		*PL_PUSH(fleet->segments, fleet->n_segments, fleet->cap_segments) =
			(struct pl_result_segment){
				.name = say(sample, i ? "kiosks" : "phones"),
				.strategy = say(sample, "mine"),
				.device = say(sample, "phone"),
				.adoption = say(sample, i ? "embedded, updates behind the pin"
							  : "half-life 9d, 6% never"),
				.assumed = i,
				.share = i ? 100000 : 900000,
			};
		*PL_PUSH(fleet->versions, fleet->n_versions, fleet->cap_versions) =
			(struct pl_result_version){ .strategy = say(sample, "mine"),
						    .version = say(sample, i ? "5.2" : "5.1") };
	}
	for (size_t i = 0; i < 4; i++)
		*PL_PUSH(fleet->totals, fleet->n_totals, fleet->cap_totals) =
			(struct pl_result_fleet_total){
				.segment = i / 2, .version = i % 2, .share = shares[2][i] * 1000,
				.cut_off = i % 2 ? 0 : 1234567 * (int64_t)(i + 1),
				.locked_out = i == 0 ? 1500 : 0, .exposed = i == 3 ? 7500 : 0,
				.never_returns = i == 2 ? 70000 : 0,
			};
	fleet->measured = say(sample, "measured.csv");
	for (size_t i = 0; i < 2; i++)
		*PL_PUSH(fleet->forecasts, fleet->n_forecasts, fleet->cap_forecasts) =
			(struct pl_result_forecast){
				.at = SAMPLE_START + 7 * PL_DAY, .version = i,
				.forecast = i ? 350000 : 650000, .measured = i ? 251000 : 749000,
			};
	for (size_t p = 0; p < 3; p++) {
		struct pl_result_point *point =
			PL_PUSH(fleet->points, fleet->n_points, fleet->cap_points);

		*point = (struct pl_result_point){
			.at = SAMPLE_START + (int64_t)p * 30 * PL_DAY, .step = p,
			.availability = p ? 630000 : 1000000, .exposure = p ? 30000 : 0,
			.lowest = p ? 630000 : 1000000,
		};
		for (size_t i = 0; i < 4; i++)
			if (shares[p][i] > 0)
				*PL_PUSH(point->cells, point->n_cells, point->cap_cells) =
					(struct pl_result_cell){
						.segment = i / 2, .version = i % 2,
						.users = shares[p][i],
						.state = p == 0 || i % 2 ? PL_CELL_REACHED
							 : i ? PL_CELL_CUT_OFF : PL_CELL_LOCKED_OUT,
						.exposed = i == 3,
					};
	}
}

/* Clear with pl_result_clear. */
__attribute__((unused)) static void sample_fill(const struct sample *sample, struct pl_result *out)
{
	static const char *const attacks[] = { "own-ca", "user-ca" };

	*out = (struct pl_result){ .name = say(sample, "Rotation"),
				   .file = say(sample, "rot.yaml"),
				   .seed = 7 };
	for (size_t i = 0; i < 2; i++)
		*PL_PUSH(out->attacks, out->n_attacks, out->cap_attacks) =
			(struct pl_result_attack){ .name = say(sample, attacks[i]),
						   .letter = pl_strdup(i ? "b" : "a") };
	sample_certs(sample, out);
	sample_rows(sample, out);
	sample_outcomes(sample, out);
	sample_steps(sample, out);
	sample_checks(sample, out);
	sample_fleet(sample, out);
	*PL_PUSH(out->exposure, out->n_exposure, out->cap_exposure) = (struct pl_result_exposure){
		.row = 1, .attack = 0, .from = SAMPLE_START, .to = SAMPLE_START + 6 * PL_HOUR
	};
	*PL_PUSH(out->warnings, out->n_warnings, out->cap_warnings) =
		say(sample, "one thing is odd");
	pl_result_link_checks(out);
}

/* A file that could not be read. */
__attribute__((unused)) static void sample_broken(const struct sample *sample,
						  struct pl_result *out)
{
	*out = (struct pl_result){ .file = say(sample, "broken.yaml") };
	*PL_PUSH(out->errors, out->n_errors, out->cap_errors) = (struct pl_result_error){
		.kind = PL_ERROR_INPUT,
		.file = say(sample, "broken.yaml"),
		.line = 9,
		.column = 3,
		.message = say(sample, "unknown key 'strat'; did you mean 'start'?"),
		.quote = say(sample, "  strat: 2020-01-01"),
		.caret = 3
	};
}

#endif
