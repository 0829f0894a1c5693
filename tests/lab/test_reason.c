/* The closed lists: every name leads back to its value, every symbol is the design's. */
#include <config.h>

#include "lab/reason.h"
#include "tests/tap.h"
#include "util/text.h"

static void test_states(void)
{
	static const struct {
		enum pl_state state;
		const char *name, *symbol;
		char ascii;
		enum pl_verdict verdict;
	} rows[] = {
		{ PL_STATE_SURVIVES, "survives", "✓", '+', PL_SURVIVES },
		{ PL_STATE_ON_BACKUP, "survives-on-backup", "b", 'b', PL_SURVIVES },
		{ PL_STATE_UNENFORCED, "survives-unenforced", "u", 'u', PL_SURVIVES },
		{ PL_STATE_BREAKS_PIN, "breaks-pin", "✗", 'X', PL_BREAKS },
		{ PL_STATE_BREAKS_CHAIN, "breaks-chain", "p", 'p', PL_BREAKS },
		{ PL_STATE_BLOCKED, "blocked", "#", '#', PL_BLOCKED },
		{ PL_STATE_MOOT, "blocked-moot", "-", '-', PL_BLOCKED },
		{ PL_STATE_INTERCEPTED, "intercepted", "!", '!', PL_INTERCEPTED },
		{ PL_STATE_DETECTED, "intercepted-detected", "d", 'd', PL_INTERCEPTED },
	};

	tap_int(PL_ARRAY_LEN(rows), PL_STATES, "every state has its row");
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		const struct pl_state_info *info = pl_state_info(rows[i].state);
		enum pl_state state = PL_STATES;

		tap_text(info->name, rows[i].name, rows[i].name);
		tap_text(info->symbol, rows[i].symbol, "its symbol");
		tap_ok(info->ascii == rows[i].ascii, "its ASCII form is %c", rows[i].ascii);
		tap_int(info->verdict, rows[i].verdict, "its verdict");
		tap_ok(*info->words && *info->about, "it is explained");
		tap_ok(pl_state_parse(rows[i].name, &state) && state == rows[i].state,
		       "its name is read");
	}
}

static void test_symbols_differ(void)
{
	bool differ = true;

	for (int i = 0; i < PL_STATES; i++) {
		for (int j = 0; j < i; j++)
			differ &= pl_state_info(i)->ascii != pl_state_info(j)->ascii &&
				  !pl_streq(pl_state_info(i)->symbol, pl_state_info(j)->symbol);
	}
	tap_ok(differ, "no two states look alike");
}

/* In the order in which the first one is reported. */
static const char *const reasons[] = {
	"pins-invalid",
	"chain-incomplete",
	"unknown-issuer",
	"distrusted",
	"bad-signature",
	"not-a-ca",
	"path-too-long",
	"name-constraint",
	"wrong-purpose",
	"weak-crypto",
	"cert-not-yet-valid",
	"cert-expired",
	"issuer-expired",
	"root-expired",
	"device-clock",
	"revoked",
	"revocation-unavailable",
	"staple-missing",
	"ct-missing",
	"name-mismatch",
	"handshake-failed",
	"unsupported-key",
	"pin-mismatch",
	"list-stale",
	"pin-match",
	"first-use",
	"no-pins",
	"host-not-covered",
	"pins-expired",
	"pins-bypassed",
	"report-only",
};

static void test_reasons(void)
{
	tap_int(PL_ARRAY_LEN(reasons), PL_REASONS, "every reason has its row");
	for (int i = 0; i < PL_REASONS; i++) {
		const struct pl_reason_info *info = pl_reason_info(i);
		enum pl_reason reason = PL_REASONS;

		tap_text(info->name, reasons[i], reasons[i]);
		tap_ok(*info->words && *info->about, "it is explained");
		tap_ok(pl_reason_accepts(i) || *info->remedy, "a refusal has a remedy");
		tap_ok(pl_reason_parse(reasons[i], &reason) && (int)reason == i,
		       "its name is read");
		tap_ok(pl_reason_accepts(i) == (i >= 24), "it %s", i >= 24 ? "accepts" : "refuses");
	}
}

static void test_verdicts(void)
{
	static const char *const names[] = { "survives", "breaks", "blocked", "intercepted" };

	tap_int(PL_ARRAY_LEN(names), PL_VERDICTS, "every verdict has its row");
	for (int i = 0; i < PL_VERDICTS; i++) {
		enum pl_verdict verdict = PL_VERDICTS;

		tap_text(pl_verdict_name(i), names[i], names[i]);
		tap_ok(pl_verdict_parse(names[i], &verdict) && (int)verdict == i,
		       "its name is read");
	}
}

static void test_unknown(void)
{
	static const char *const words[] = { "", "survive", "Survives", "pin mismatch", "breaks-" };
	enum pl_verdict verdict;
	enum pl_state state;
	enum pl_reason reason;

	for (size_t i = 0; i < PL_ARRAY_LEN(words); i++)
		tap_ok(!pl_verdict_parse(words[i], &verdict) && !pl_state_parse(words[i], &state) &&
			       !pl_reason_parse(words[i], &reason),
		       "\"%s\" is none of them", words[i]);
}

int main(void)
{
	test_states();
	test_symbols_differ();
	test_reasons();
	test_verdicts();
	test_unknown();
	return tap_done();
}
