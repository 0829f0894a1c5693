/* How is a share of a whole written and read? */
#include <config.h>

#include "util/share.h"

#include <stdio.h>

#define PERCENT (PL_SHARE_ALL / 100)

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool pl_share_parse(const char *text, unsigned *out, const char **why)
{
	unsigned whole = 0, part = 0, unit = PERCENT;

	*why = "write it like 50% or 33.3333%, with up to four digits behind the point";
	if (!is_digit(*text))
		return false;
	for (; is_digit(*text) && whole <= 100; text++)
		whole = whole * 10 + (unsigned)(*text - '0');
	if (*text == '.' && is_digit(text[1]))
		for (text++; is_digit(*text) && unit > 1; text++) {
			unit /= 10;
			part += unit * (unsigned)(*text - '0');
		}
	if (text[0] != '%' || text[1])
		return false;
	*out = whole * PERCENT + part;
	*why = "it lies between more than 0% and 100%";
	return *out > 0 && *out <= PL_SHARE_ALL;
}

const char *pl_share_words(unsigned share, char out[PL_SHARE_TEXT])
{
	unsigned part = share % PERCENT;
	int digits = 4;

	if (part == 0) {
		snprintf(out, PL_SHARE_TEXT, "%u%%", share / PERCENT);
		return out;
	}
	while (part % 10 == 0) {
		part /= 10;
		digits--;
	}
	snprintf(out, PL_SHARE_TEXT, "%u.%0*u%%", share / PERCENT, digits, part);
	return out;
}
