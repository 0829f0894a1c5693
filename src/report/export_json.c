/* What step.json of an export says: every verdict with all that is needed to repeat it. */
#include <config.h>

#include "report/export_parts.h"

#include <stdlib.h>
#include <string.h>

#include "lab/state.h"
#include "report/result_json.h"
#include "util/text.h"
#include "util/time.h"

static void put_client(struct pl_json *json, const struct pl_client *client)
{
	pl_json_object(json, "client");
	pl_json_text(json, "name", client->name);
	pl_json_text(json, "looksAt", pl_looks_at_name(client->looks_at));
	pl_json_text(json, "rule", pl_looks_at_words(client->looks_at));
	pl_json_bool(json, "checksChain", pl_client_checks_chain(client));
	pl_json_end(json);
}

static void put_pins(struct pl_json *json, const struct pl_pinset *set)
{
	pl_json_array(json, "pins");
	for (size_t i = 0; set && i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];
		char hex[2 * sizeof(pin->digest) + 1],
			base64[PL_BASE64_LEN(sizeof(pin->digest)) + 1];

		pl_json_object(json, NULL);
		pl_json_text(json, "form", pl_pin_form_name(pin->form));
		pl_json_text(json, "hash", pin->hash == PL_HASH_SHA1 ? "sha1" : "sha256");
		pl_json_text(json, "hex", pl_hex(pin->digest, pin->digest_len, hex));
		pl_json_text(json, "base64", pl_base64(pin->digest, pin->digest_len, base64));
		pl_json_text(json, "spelling", pin->spelling);
		pl_json_text(json, "origin", pin->origin);
		pl_json_bool(json, "backup", pin->backup);
		pl_json_end(json);
	}
	pl_json_end(json);
}

static void put_matched(struct pl_json *json, const struct pl_outcome *outcome)
{
	char hex[65];

	if (!outcome->pin || !outcome->matched) {
		pl_json_null(json, "matched");
		return;
	}
	pl_json_object(json, "matched");
	pl_json_text(json, "pin", outcome->pin->spelling);
	pl_json_text(json, "form", pl_pin_form_name(outcome->pin->form));
	pl_json_text(json, "certificate", pl_hex(outcome->matched->sha256, 32, hex));
	pl_json_end(json);
}

static const char *chain_word(const struct pl_outcome *outcome)
{
	if (outcome->chain == PL_CHAIN_VALID)
		return "valid";
	return outcome->chain == PL_CHAIN_UNCHECKED ? "unchecked"
						    : pl_reason_info(outcome->chain_fault)->name;
}

/* What openssl needs to repeat a judgement about revocation; an attacker lets none through. */
static void put_revocation(struct pl_json *json, const struct pl_export_step *step,
			   const struct pl_row *row, const struct pl_outcome *outcome, int attack)
{
	const struct pl_device *device = pl_world_device(step->step->world, row->device);
	char *crls = pl_export_row_crls(step, row, attack);
	char *staple = attack < 0 ? pl_export_staple_file(step, outcome->presented) : NULL;

	pl_json_text(json, "revocation",
		     device ? pl_revocation_mode_name(device->revocation) : NULL);
	pl_json_text(json, "crls", crls);
	pl_json_text(json, "staple", staple);
	free(crls);
	free(staple);
}

static void put_row(struct pl_json *json, const struct pl_export_step *step, size_t row, int attack)
{
	const struct pl_outcome *outcome = pl_export_outcome(step->run, step->step, row, attack);
	const struct pl_row *from = step->run->rows[row];
	const struct pl_host *host = pl_export_host(step->step, from);
	const struct pl_device *device = pl_world_device(step->step->world, from->device);
	const struct pl_export_path *path = pl_export_path_of(step, outcome->path);

	pl_json_object(json, NULL);
	pl_json_text(json, "row", from->id);
	pl_json_text(json, "host", from->host);
	pl_json_text(json, "name", host && host->n_names ? host->names[0] : NULL);
	pl_json_text(json, "device", from->device);
	pl_json_time(json, "clock", pl_export_clock(step->step, from));
	pl_json_bool(json, "checksAnchorDates", !device || device->checks_anchor_dates);
	put_revocation(json, step, from, outcome, attack);
	pl_json_text(json, "strategy", from->strategy->name);
	pl_json_text(json, "version", from->version);
	put_client(json, from->client);
	put_pins(json, pl_row_pins(step->step->world, from));
	pl_json_text(json, "verdict", pl_verdict_name(outcome->verdict));
	pl_json_text(json, "state", pl_state_info(outcome->state)->name);
	pl_json_text(json, "reason", pl_reason_info(outcome->reason)->name);
	pl_json_text(json, "chain", chain_word(outcome));
	put_matched(json, outcome);
	pl_json_bool(json, "enforced", outcome->enforced);
	pl_json_text(json, "presented", pl_export_chain_file(step, outcome->presented));
	pl_json_text(json, "path", path ? path->file : NULL);
	pl_json_text(json, "anchor", path ? path->anchor : NULL);
	pl_json_end(json);
}

static void put_rows(struct pl_json *json, const struct pl_export_step *step, int attack)
{
	pl_json_array(json, "rows");
	for (size_t r = 0; r < step->step->n_rows; r++) {
		if (!step->run->rows[r]->control &&
		    pl_export_outcome(step->run, step->step, r, attack))
			put_row(json, step, r, attack);
	}
	pl_json_end(json);
}

/* Certificates and keys that clients refuse anywhere in a path: openssl knows nothing of these. */
static void put_blocks(struct pl_json *json, const struct pl_world *world)
{
	static const char *const rules[] = {
		[PL_BLOCK_ALWAYS] = "block",
		[PL_BLOCK_ISSUED_AFTER] = "after-issue-date",
		[PL_BLOCK_ISSUED_BEFORE] = "before-issue-date",
		[PL_BLOCK_LOGGED_AFTER] = "after-sct-date",
	};

	pl_json_array(json, "blocked");
	for (size_t i = 0; i < world->n_blocks; i++) {
		const struct pl_block *block = &world->blocks[i];
		char hex[65];

		pl_json_object(json, NULL);
		pl_json_text(json, "name", block->name);
		pl_json_text(json, block->is_key ? "spki" : "certificate",
			     pl_hex(block->digest, 32, hex));
		pl_json_text(json, "device", block->device);
		pl_json_text(json, "rule", rules[block->kind]);
		if (block->kind != PL_BLOCK_ALWAYS)
			pl_json_time(json, "date", block->date);
		pl_json_end(json);
	}
	pl_json_end(json);
}

void pl_export_step_json(const struct pl_export_step *step, struct pl_buf *out)
{
	const struct pl_step *from = step->step;
	struct pl_json *json = pl_json_new();

	pl_json_object(json, NULL);
	pl_json_int(json, "index", (int64_t)from->index);
	pl_json_time(json, "time", from->at);
	pl_json_text(json, "event",
		     from->event ? from->event->kind->name : pl_step_kind_name(from->kind));
	pl_json_text(json, "id", from->id);
	pl_json_text(json, "title", from->title);
	put_blocks(json, from->world);
	put_rows(json, step, -1);
	pl_json_array(json, "attacks");
	for (size_t a = 0; a < step->run->n_attacks; a++) {
		pl_json_object(json, NULL);
		pl_json_text(json, "attack", step->run->attacks[a]->name);
		put_rows(json, step, (int)a);
		pl_json_end(json);
	}
	pl_json_end(json);
	pl_json_end(json);
	pl_json_dump(json, false, out);
	pl_json_free(json);
}
