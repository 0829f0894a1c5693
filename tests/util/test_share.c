/* Shares: what is one, what is none, and how it is written. */
#include <config.h>

#include "util/share.h"

#include "tests/tap.h"

int main(void)
{
	static const struct {
		const char *text;
		unsigned share; /* 0: refused */
		const char *words;
	} rows[] = {
		{ "50%", 500000, "50%" },
		{ "100%", 1000000, "100%" },
		{ "33.3333%", 333333, "33.3333%" },
		{ "0.0001%", 1, "0.0001%" },
		{ "99.50%", 995000, "99.5%" },
		{ "0%", 0, "" },
		{ "100.0001%", 0, "" },
		{ "1000000000000%", 0, "" },
		{ "33.33333%", 0, "" },
		{ "50", 0, "" },
		{ "50 %", 0, "" },
		{ "50%%", 0, "" },
		{ ".5%", 0, "" },
		{ "5.%", 0, "" },
		{ "-5%", 0, "" },
		{ "", 0, "" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		char words[PL_SHARE_TEXT];
		const char *why = NULL;
		unsigned share = 0;
		bool ok = pl_share_parse(rows[i].text, &share, &why);

		tap_int(ok ? share : 0, rows[i].share, rows[i].text);
		if (ok)
			tap_text(pl_share_words(share, words), rows[i].words, rows[i].text);
		else
			tap_ok(why, "'%s' is refused with a reason", rows[i].text);
	}
	return tap_done();
}
