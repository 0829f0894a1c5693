/* How far is a place's local time from UTC? */
#include <config.h>

#include "util/time.h"

#include <stdio.h>
#include <string.h>

#include "util/text.h"

/* The widest offset in use is that of Kiritimati, +14:00. */
#define ZONE_MAX (14 * PL_HOUR)

/* Two digits below `limit`, or -1. */
static int two_digits(const char *text, int limit)
{
	int number;

	if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
		return -1;
	number = (text[0] - '0') * 10 + (text[1] - '0');
	return number < limit ? number : -1;
}

bool pl_zone_parse(const char *text, int64_t *out, const char **why)
{
	int hours, minutes;

	if (pl_streq(text, "Z")) {
		*out = 0;
		return true;
	}
	*why = "write its distance from UTC, like +09:00 or -03:30";
	if ((*text != '+' && *text != '-') || strlen(text) != 6 || text[3] != ':')
		return false;
	hours = two_digits(text + 1, 100);
	minutes = two_digits(text + 4, 60);
	if (hours < 0 || minutes < 0)
		return false;
	*out = hours * PL_HOUR + minutes * PL_MINUTE;
	*why = "zones go from -14:00 to +14:00";
	if (*out > ZONE_MAX)
		return false;
	if (*text == '-')
		*out = -*out;
	return true;
}

const char *pl_zone_format(int64_t seconds, char out[PL_ZONE_TEXT])
{
	unsigned minutes = (unsigned)((seconds < 0 ? -seconds : seconds) / PL_MINUTE) % 6000;

	snprintf(out, PL_ZONE_TEXT, "%c%02u:%02u", seconds < 0 ? '-' : '+', minutes / 60 % 100,
		 minutes % 60);
	return out;
}
