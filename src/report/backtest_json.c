/* How does a program read a backtest? */
#include <config.h>

#include "report/backtest_parts.h"

#include <stdlib.h>

#include "data/json.h"
#include "pki/outline.h"
#include "util/text.h"
#include "util/time.h"

static void put_digest(struct pl_json *json, const char *key, const uint8_t digest[32], bool unknown)
{
	char hex[65];

	pl_json_text(json, key, unknown ? NULL : pl_hex(digest, 32, hex));
}

static void put_past(struct pl_json *json, const struct pl_past *past)
{
	const struct pl_cert *cert = past->cert;
	char hex[65];

	pl_json_object(json, NULL);
	pl_json_text(json, "file", past->file);
	pl_json_int(json, "line", past->line);
	if (past->entry > 0)
		pl_json_int(json, "entry", (int64_t)past->entry);
	if (past->id)
		pl_json_text(json, "id", past->id);
	pl_json_text(json, "subject", cert->subject);
	pl_json_text(json, "issuer", *cert->issuer ? cert->issuer : NULL);
	pl_json_text(json, "serial", cert->serial_len ? pl_hex(cert->serial, cert->serial_len, hex) : NULL);
	pl_json_time(json, "notBefore", cert->not_before);
	pl_json_time(json, "notAfter", cert->not_after);
	put_digest(json, "sha256", cert->sha256, cert->unknown & PL_UNKNOWN_CERTIFICATE);
	put_digest(json, "spki", cert->spki_sha256, cert->unknown & PL_UNKNOWN_SPKI);
	pl_json_array(json, "chains");
	for (size_t i = 0; i < past->n_ways; i++) {
		const struct pl_path *path = &past->ways[i].path;

		pl_json_array(json, NULL);
		for (size_t j = 1; j < path->n; j++)
			pl_json_text(json, NULL, path->certs[j]->unknown & PL_UNKNOWN_SPKI
							 ? NULL : pl_cert_label(path->certs[j]));
		pl_json_end(json);
	}
	pl_json_end(json);
	pl_json_end(json);
}

static void put_served(struct pl_json *json, const struct pl_history *history)
{
	pl_json_array(json, "served");
	for (size_t i = 0; i < history->n_mights; i++) {
		pl_json_object(json, NULL);
		pl_json_text(json, "if", history->mights[i].words);
		pl_json_array(json, "spans");
		for (size_t j = 0; j < history->n_spans; j++) {
			const struct pl_serving *serving = &history->mights[i].servings[j];

			pl_json_object(json, NULL);
			pl_json_time(json, "from", history->spans[j].from);
			pl_json_time(json, "until", history->spans[j].until);
			if (serving->past == SIZE_MAX) {
				pl_json_null(json, "certificate");
			} else {
				pl_json_int(json, "certificate", (int64_t)serving->past);
				pl_json_int(json, "chain", (int64_t)serving->way);
			}
			pl_json_end(json);
		}
		pl_json_end(json);
		pl_json_end(json);
	}
	pl_json_end(json);
}

static void put_pins(struct pl_json *json, const struct pl_story *story, size_t n)
{
	pl_json_array(json, "pins");
	for (size_t i = 0; i < n; i++) {
		pl_json_array(json, NULL);
		for (size_t j = 0; story->pins[i] && j < story->pins[i]->n; j++) {
			const struct pl_pin *pin = &story->pins[i]->pins[j];

			pl_json_object(json, NULL);
			pl_json_text(json, "pin", pin->spelling);
			pl_json_text(json, "form", pl_pin_form_name(pin->form));
			pl_json_text(json, "of", pin->subject);
			pl_json_bool(json, "backup", pin->backup);
			pl_json_end(json);
		}
		pl_json_end(json);
	}
	pl_json_end(json);
}

static void put_stretches(struct pl_json *json, const struct pl_story *story)
{
	pl_json_array(json, "verdicts");
	for (size_t i = 0; i < story->n; i++) {
		const struct pl_stretch *stretch = &story->stretches[i];

		pl_json_object(json, NULL);
		pl_json_time(json, "from", stretch->from);
		pl_json_time(json, "until", stretch->until);
		pl_json_text(json, "verdict", pl_lot_name(stretch->lot));
		pl_json_text(json, "reason", stretch->outcome
						     ? pl_reason_info(stretch->outcome->reason)->name : NULL);
		if (stretch->past == SIZE_MAX)
			pl_json_null(json, "certificate");
		else
			pl_json_int(json, "certificate", (int64_t)stretch->past);
		pl_json_end(json);
	}
	pl_json_end(json);
}

/* Builds of the same pins share theirs, whatever the strategy. */
static void put_stories(struct pl_json *json, const struct pl_backtest *backtest)
{
	pl_json_array(json, "stories");
	for (size_t i = 0; i < backtest->n_stories; i++) {
		const struct pl_story *story = &backtest->stories[i];

		pl_json_object(json, NULL);
		if (story->why_not) {
			pl_json_text(json, "unknown", story->why_not);
		} else {
			put_pins(json, story, backtest->history->n_mights);
			put_stretches(json, story);
		}
		pl_json_end(json);
	}
	pl_json_end(json);
}

static void put_builds(struct pl_json *json, const struct pl_backtest *backtest,
		       const struct pl_backtest_row *row)
{
	pl_json_array(json, "builds");
	for (size_t i = 0; i < row->n_builds; i++) {
		const struct pl_builds *builds = &row->builds[i];
		struct pl_fate fate;

		pl_json_object(json, NULL);
		pl_json_time(json, "from", builds->from);
		pl_json_time(json, "until", builds->until);
		pl_json_int(json, "story", (int64_t)builds->story);
		if (pl_backtest_fate(backtest, row, builds->from, &fate)) {
			pl_json_time(json, "firstCutOff", fate.first_cut);
			pl_json_int(json, "cutOffs", (int64_t)fate.cuts);
			pl_json_int(json, "cutOffSeconds", fate.cut_for);
		}
		pl_json_end(json);
	}
	pl_json_end(json);
}

static void put_length(struct pl_json *json, const char *key, int64_t seconds)
{
	if (seconds == PL_TIME_NONE)
		pl_json_null(json, key);
	else
		pl_json_int(json, key, seconds);
}

static void put_sum(struct pl_json *json, const struct pl_backtest *backtest,
		    const struct pl_backtest_row *row)
{
	struct pl_row_sum sum;

	pl_backtest_sum(backtest, row, &sum);
	pl_json_object(json, "summary");
	pl_json_int(json, "builds", (int64_t)sum.days);
	pl_json_int(json, "cutOff", (int64_t)sum.cut);
	pl_json_int(json, "inDoubt", (int64_t)sum.doubt);
	pl_json_int(json, "notBuildable", (int64_t)sum.unknown);
	put_length(json, "soonestSeconds", sum.soonest);
	put_length(json, "medianSeconds", sum.median);
	put_length(json, "latestSeconds", sum.latest);
	put_length(json, "longestCutOffSeconds", sum.longest);
	pl_json_int(json, "mostCutOffs", (int64_t)sum.times);
	pl_json_end(json);
}

static void put_row(struct pl_json *json, const struct pl_backtest *backtest,
		    const struct pl_backtest_row *row)
{
	const struct pl_subject *subject = row->subject;

	pl_json_object(json, NULL);
	pl_json_text(json, "name", subject->name);
	pl_json_text(json, "client", subject->client->name);
	pl_json_bool(json, "tested", !subject->why_not);
	pl_json_text(json, "note", subject->why_not ? subject->why_not : subject->note);
	if (!subject->why_not) {
		put_sum(json, backtest, row);
		put_builds(json, backtest, row);
	}
	pl_json_end(json);
}

void pl_backtest_json(struct pl_buf *out, const struct pl_backtest *backtest, int64_t at)
{
	const struct pl_history *history = backtest->history;
	struct pl_json *json = pl_json_new();
	struct pl_sentences grounds = { 0 };

	pl_backtest_grounds(backtest, &grounds);
	pl_json_object(json, NULL);
	pl_json_text(json, "pinlab", PACKAGE_VERSION);
	pl_json_int(json, "format", 1);
	pl_json_time(json, "at", at);
	pl_json_text(json, "host", history->host);
	pl_json_time(json, "from", history->from);
	pl_json_time(json, "until", history->until);
	pl_json_array(json, "grounds");
	for (size_t i = 0; i < grounds.n; i++)
		pl_json_text(json, NULL, grounds.items[i]);
	pl_json_end(json);
	pl_json_array(json, "certificates");
	for (size_t i = 0; i < history->n; i++)
		put_past(json, &history->pasts[i]);
	pl_json_end(json);
	put_served(json, history);
	put_stories(json, backtest);
	pl_json_array(json, "rows");
	for (size_t i = 0; i < backtest->n_rows; i++)
		put_row(json, backtest, &backtest->rows[i]);
	pl_json_end(json);
	pl_json_end(json);
	pl_json_dump(json, false, out);
	pl_json_free(json);
	pl_sentences_clear(&grounds);
}
