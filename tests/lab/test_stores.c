/*
 * Trust stores that change: whole ones that a device gets, dated entries that
 * reach it or do not, and what a device that gets no updates misses.
 */
#include <config.h>

#include "tests/lab/build.h"
#include "util/mem.h"
#include "util/text.h"

static struct pl_engine *engine;

/* Stores: old (root-1), both, new (root-2), dated (root-1 until February, root-2 from then on). */
static struct pl_model *model_with_stores(bool updates, const char *store)
{
	static const struct {
		const char *store, *root, *from, *until;
	} entries[] = {
		{ "old", "root-1", NULL, NULL },
		{ "both", "root-1", NULL, NULL },
		{ "both", "root-2", NULL, NULL },
		{ "new", "root-2", NULL, NULL },
		{ "dated", "root-1", NULL, "2027-02-01" },
		{ "dated", "root-2", "2027-02-01", NULL },
	};
	struct pl_model *model = build_model();
	struct pl_device_def *device = pl_model_add_device(model, "box");
	struct pl_error err = PL_ERROR_INIT;
	struct pl_store_def *last = NULL;

	device->store = pl_strdup(store);
	device->updates = updates;
	for (size_t i = 0; i < PL_ARRAY_LEN(entries); i++) {
		if (!last || !pl_streq(last->name, entries[i].store))
			last = pl_model_add_store(model, entries[i].store);
		*PL_PUSH(last->trust, last->n, last->cap) = (struct pl_trust_def){
			.what = pl_strdup(entries[i].root),
			.from = entries[i].from ? at(entries[i].from) : PL_TIME_NONE,
			.until = entries[i].until ? at(entries[i].until) : PL_TIME_NONE,
		};
	}
	must(pl_model_add_strategy(model, "none") != NULL, &err);
	return model;
}

static const struct row {
	const char *name;
	const char *store;
	bool stopped;             /* updates: false */
	const char *events[5];    /* "2027-03-20 EVENT", or in the same second "EVENT" */
	const char *until;
	const char *want;         /* of box */
	const char *detail, *note;
} rows[] = {
	{ .name = "the old store", .store = "old", .want = "survives (no-pins)" },
	{ .name = "the new one, before the host has moved",
	  .store = "old",
	  .events = { "2027-01-10 update-store: new device=box" },
	  .want = "breaks-chain (distrusted)",
	  .detail = "the device dropped it on 2027-01-10",
	  .note = "box goes from root-1 to root-2 without a time in which it trusts both, while "
		  "api is below the old one" },
	{ .name = "for every device",
	  .store = "old",
	  .events = { "2027-01-10 update-store: new" },
	  .want = "breaks-chain (distrusted)" },
	{ .name = "for another device",
	  .store = "old",
	  .events = { "2027-01-10 update-store: new device=phone" },
	  .want = "survives (no-pins)" },
	{ .name = "both, then the host moves, then the new one",
	  .store = "old",
	  .events = { "2027-01-10 update-store: both device=box", "2027-01-11 roll-root: root-2",
		      "2027-01-12 update-store: new device=box" },
	  .want = "survives (no-pins)",
	  .note = "" },
	{ .name = "both, then the new one, and the host has not moved",
	  .store = "old",
	  .events = { "2027-01-10 update-store: both device=box",
		      "2027-01-12 update-store: new device=box" },
	  .want = "breaks-chain (distrusted)",
	  .note = "" },
	{ .name = "the host moves before the device knows the new root",
	  .store = "old",
	  .events = { "2027-01-11 roll-root: root-2" },
	  .want = "breaks-chain (unknown-issuer)",
	  .note = "box does not trust root-2" },
	{ .name = "and after it did",
	  .store = "both",
	  .events = { "2027-01-11 roll-root: root-2" },
	  .want = "survives (no-pins)",
	  .note = "" },
	{ .name = "a store is taken again",
	  .store = "old",
	  .events = { "2027-01-10 update-store: new device=box",
		      "2027-01-12 update-store: old device=box" },
	  .want = "survives (no-pins)" },
	{ .name = "what a new store brings was not there before",
	  .store = "new",
	  .want = "breaks-chain (unknown-issuer)" },

	{ .name = "a dated entry before its end",
	  .store = "dated",
	  .until = "2027-02-01",
	  .want = "survives (no-pins)" },
	{ .name = "and from then on",
	  .store = "dated",
	  .until = "2027-02-01T00:00:01Z",
	  .want = "breaks-chain (distrusted)" },
	{ .name = "it does not reach a device without updates",
	  .store = "dated",
	  .stopped = true,
	  .until = "2027-02-20",
	  .want = "survives (no-pins)" },
	{ .name = "nor one whose updates have stopped",
	  .store = "dated",
	  .events = { "2027-01-31T23:59:59Z stop-updates: box" },
	  .until = "2027-02-20",
	  .want = "survives (no-pins)" },
	{ .name = "it had reached one that stopped in its second",
	  .store = "dated",
	  .events = { "2027-02-01 stop-updates: box" },
	  .until = "2027-02-20",
	  .want = "breaks-chain (distrusted)" },
	{ .name = "a root to come never comes",
	  .store = "dated",
	  .stopped = true,
	  .events = { "2027-02-10 roll-root: root-2" },
	  .want = "breaks-chain (unknown-issuer)" },
	{ .name = "to others it came",
	  .store = "dated",
	  .events = { "2027-02-10 roll-root: root-2" },
	  .want = "survives (no-pins)" },
	{ .name = "a store that is installed by hand stays as it was that day",
	  .store = "old",
	  .stopped = true,
	  .events = { "2027-01-10 update-store: dated device=box" },
	  .until = "2027-02-20",
	  .want = "survives (no-pins)" },

	{ .name = "no distrust reaches a device without updates",
	  .store = "old",
	  .stopped = true,
	  .events = { "2027-01-10 distrust: root-1" },
	  .want = "survives (no-pins)",
	  .note = "box gets no updates, so it does not hear of it" },
	{ .name = "a block neither",
	  .store = "old",
	  .stopped = true,
	  .events = { "2027-01-10 distrust: root-1 how=block" },
	  .want = "survives (no-pins)",
	  .note = "box gets no updates" },
	{ .name = "one that came before the updates stopped stays",
	  .store = "old",
	  .events = { "2027-01-10 distrust: root-1 how=block", "2027-01-11 stop-updates: box" },
	  .want = "breaks-chain (distrusted)" },
	{ .name = "a removal that was still to come does not come",
	  .store = "old",
	  .events = { "2027-01-10 distrust: root-1 how=after-grace grace=10d",
		      "2027-01-19 stop-updates: box" },
	  .until = "2027-02-20",
	  .want = "survives (no-pins)" },
};

static void check_note(const struct pl_run *run, const struct row *row)
{
	const char *note = last(run)->note ? last(run)->note : "";

	if (row->note && *row->note)
		tap_has(note, row->note, "and says so");
	else if (row->note)
		tap_text(note, "", "and there is nothing to say");
}

static void check(const struct row *row)
{
	struct pl_model *model = model_with_stores(!row->stopped, row->store);
	struct pl_run *run = start(engine, model);
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_outcome *outcome;
	char *words;
	size_t box = 0;

	for (size_t i = 0; i < PL_ARRAY_LEN(row->events) && row->events[i]; i++)
		let_happen(run, row->events[i]);
	if (row->until)
		must(pl_run_until(run, at(row->until), &err), &err);
	while (run->rows[box]->control || !pl_streq(run->rows[box]->device, "box"))
		box++;
	outcome = pl_step_honest(last(run), box);
	words = pl_asprintf("%s (%s)", pl_state_info(outcome->state)->name,
			    pl_reason_info(outcome->reason)->name);
	tap_text(words, row->want, row->name);
	if (row->detail)
		tap_has(outcome->detail ? outcome->detail : "", row->detail, "since when");
	check_note(run, row);
	free(words);
	pl_run_free(run);
	pl_model_free(model);
}

static const struct {
	const char *text, *want;
} refusals[] = {
	{ "update-store: nwe", "there is no store 'nwe'; did you mean 'new'?" },
	{ "update-store: new device=fone", "there is no device 'fone'" },
	{ "stop-updates: fone", "there is no device 'fone'" },
	{ "stop-updates: box", "box gets no updates as it is" },
	{ "distrust: root-1 device=box",
	  "box gets no updates, so no distrust reaches it; give it another store with "
	  "update-store" },
};

static void test_refusals(void)
{
	struct pl_model *model = model_with_stores(false, "old");
	struct pl_run *run = start(engine, model);

	for (size_t i = 0; i < PL_ARRAY_LEN(refusals); i++) {
		char *words = refused(run, "", refusals[i].text);

		tap_has(words ? words : "nothing", refusals[i].want, refusals[i].text);
		free(words);
	}
	pl_run_free(run);
	pl_model_free(model);
}

int main(void)
{
	engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++)
		check(&rows[i]);
	test_refusals();
	pl_engine_free(engine);
	return tap_done();
}
