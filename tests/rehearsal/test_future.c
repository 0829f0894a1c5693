/* Whether the known future comes on its days, and when pins end in it. */
#include <config.h>

#include "rehearsal/runway.h"

#include "../tap.h"
#include "tests/rehearsal/shade.h"

static int64_t at(const char *text)
{
	const char *why;
	int64_t time = PL_TIME_NONE;

	if (text && !pl_time_parse(text, &time, &why))
		abort();
	return time;
}

/* From 2026-02-01 with a leaf of 2026, below inter (2020 to 2039) and root (to 2039). A third of
 * 365 days before the end is 2026-09-01T08:00:01Z. */
static const struct {
	const char *what, *chain, *client, *pins;
	enum pl_key_mode key;
	const char *until;
	const char *fatal; /* NULL: none within the horizon */
	const char *reason, *event;
} lanes[] = {
	{ "a leaf pin and a new key at each renewal", "leaf inter root", "okhttp", "spki:leaf",
	  PL_KEY_NEW, NULL, "2026-09-01T08:00:00Z", "pin-mismatch",
	  "renewal: api.example.test with a new key" },
	{ "a leaf pin and the same key", "leaf inter root", "okhttp", "spki:leaf", PL_KEY_SAME, NULL,
	  NULL, NULL, NULL },
	{ "a leaf's whole certificate", "leaf inter root", "generic", "cert:leaf", PL_KEY_SAME, NULL,
	  "2026-09-01T08:00:00Z", "pin-mismatch", "renewal: api.example.test with the same key" },
	{ "a horizon that ends before", "leaf inter root", "okhttp", "spki:leaf", PL_KEY_NEW,
	  "2026-09-01", NULL, NULL, NULL },
	{ "an intermediate pin", "leaf inter root", "okhttp", "spki:inter", PL_KEY_NEW, NULL, NULL,
	  NULL, NULL },
	{ "an intermediate that ends: at the latest when a lifetime no longer fits",
	  "leaf inter root", "okhttp", "spki:inter", PL_KEY_NEW, "2041-01-01",
	  "2039-04-29T16:00:00Z", "pin-mismatch", NULL },
	{ "a root pin, until the root ends", "leaf inter root", "okhttp", "spki:root", PL_KEY_NEW,
	  "2041-01-01", "2040-01-01", "root-expired", NULL },
	{ "no pin that matches", "leaf inter root", "okhttp", "spki:root2", PL_KEY_NEW, NULL,
	  "2026-02-01", "pin-mismatch", "start" },
};

static void test_lane(struct family *family, size_t i)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_runway runway = { 0 };
	struct pl_future future;
	struct shade shade;

	shade_begin(&shade, family);
	shade.input.renew_key = lanes[i].key;
	shade_chain(&shade, "prod.pem", lanes[i].chain);
	shade_pins(&shade, "mine", lanes[i].client, NULL, lanes[i].pins);
	shade_make(&shade, NULL);
	pl_future_make(&shade.input, shade.model, at(lanes[i].until), &shade.map, &future);
	if (!pl_runway_find(engine, shade.model, &shade.map, &future, &runway, &err))
		tap_ok(false, "%s: it runs: %s", lanes[i].what, err.text);
	tap_int((long long)runway.n, 1, lanes[i].what);
	if (runway.n == 1) {
		const struct pl_lane *lane = &runway.lanes[0];
		char date[PL_TIME_TEXT] = "never";

		if (lane->at != PL_TIME_NONE)
			pl_time_format_short(lane->at, date);
		tap_text(date, lanes[i].fatal ? lanes[i].fatal : "never", "its last day");
		if (lanes[i].fatal) {
			tap_text(pl_reason_info(lane->reason)->name, lanes[i].reason, "why");
			tap_int((long long)lane->broken, 1, "in the one variant");
		}
		if (lanes[i].event)
			tap_text(lane->event, lanes[i].event, "by what");
	}
	pl_runway_clear(&runway);
	pl_future_clear(&future);
	pl_engine_free(engine);
	shade_end(&shade);
}

int main(void)
{
	struct family family;

	family_init(&family);
	for (size_t i = 0; i < PL_ARRAY_LEN(lanes); i++)
		test_lane(&family, i);
	family_clear(&family);
	pl_pki_shutdown();
	return tap_done();
}
